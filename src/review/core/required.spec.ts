import fc from 'fast-check';
import { sha256 } from '../../kernel/digest.js';
import type { RequestFacts } from './condition.js';
import type { Policy } from './policy.js';
import {
  isMet,
  pinnedSignOffs,
  policyNotMet,
  refuseSubmission,
  requiredSignOffs,
  type SignOffFact,
  type Signing,
  unitedLines,
} from './required.js';

const FACTS: RequestFacts = {
  kinds: ['PRICE'],
  dictionaries: ['charge_price'],
  operations: ['SET'],
  changes: 3,
  fields: ['charge_price.price'],
  new_codes: [],
  urgency: 'ROUTINE',
  retroactive: false,
};
const DIGEST = sha256('what lies in review');
const OTHER = sha256('what lay there before the edit');

const policy = (given: Partial<Policy> = {}): Policy => ({
  code: 'price',
  content: sha256(JSON.stringify(given)),
  condition: '"PRICE" in kinds',
  role: 'pricing',
  approvals: 1,
  urgency: 'ROUTINE',
  attachment: null,
  because: '价格须经价格审核',
  becauseEn: 'Prices are signed by pricing',
  ...given,
});

const signing = (signOffs: readonly SignOffFact[], editors: readonly string[] = []): Signing => ({
  digest: DIGEST,
  editors: new Set(editors),
  signOffs,
  attached: new Set(),
});

const PEOPLE: readonly string[] = ['li', 'wang', 'zhao', 'chen'];
const ROLES = ['pricing', 'pharmacy', 'it'] as const;
const signOff = fc.record<SignOffFact>({
  reviewerId: fc.constantFrom(...PEOPLE),
  role: fc.constantFrom(...ROLES),
  decision: fc.constantFrom('APPROVE', 'REQUEST_CHANGES', 'REJECT'),
  digest: fc.constantFrom(DIGEST, OTHER),
});
const policies = fc.uniqueArray(
  fc.record({ role: fc.constantFrom(...ROLES), approvals: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 1, maxLength: 4, selector: (given) => `${given.role} ${given.approvals}` },
);

describe('the sign-offs that a request needs', () => {
  it('never count an editor, under any role', () => {
    fc.assert(
      fc.property(policies, fc.array(signOff), fc.subarray([...PEOPLE]), (given, signOffs, editors) => {
        const lines = given.map((each, index) => policy({ ...each, code: `p${index}` }));
        const withThem = pinnedSignOffs(lines, signing(signOffs, editors));
        const without = pinnedSignOffs(lines, signing(signOffs.filter((each) => !editors.includes(each.reviewerId))));
        expect(withThem.map((line) => line.met)).toEqual(without.map((line) => line.met));
      }),
    );
  });

  it('count one person once a role, however often they sign', () => {
    fc.assert(
      fc.property(policies, fc.array(signOff), (given, signOffs) => {
        const lines = given.map((each, index) => policy({ ...each, code: `p${index}` }));
        const once = pinnedSignOffs(lines, signing(signOffs));
        const twice = pinnedSignOffs(lines, signing([...signOffs, ...signOffs]));
        expect(twice).toEqual(once);
        once.forEach((line) => expect(line.met).toBeLessThanOrEqual(PEOPLE.length));
      }),
    );
  });

  it('are never un-met by a further approval', () => {
    fc.assert(
      fc.property(policies, fc.array(signOff), signOff, (given, signOffs, further) => {
        const lines = given.map((each, index) => policy({ ...each, code: `p${index}` }));
        const before = pinnedSignOffs(lines, signing(signOffs));
        const after = pinnedSignOffs(lines, signing([...signOffs, { ...further, decision: 'APPROVE' }]));
        before.forEach((line, index) => {
          const later = after[index];
          if (isMet(line)) expect(later && isMet(later)).toBe(true);
        });
      }),
    );
  });

  it('count only approvals of the digest in review', () => {
    const lines = pinnedSignOffs(
      [policy()],
      signing([{ reviewerId: 'li', role: 'pricing', decision: 'APPROVE', digest: OTHER }]),
    );
    expect(policyNotMet(lines)?.missing).toEqual([{ role: 'pricing', count: 1, met: 0, because: '价格须经价格审核' }]);
  });

  it('are a refusal where no policy applies, whoever signed', () => {
    fc.assert(
      fc.property(fc.array(signOff), (signOffs) => {
        const lines = requiredSignOffs(FACTS, [policy({ condition: '"DRUG" in kinds' })], signing(signOffs));
        expect(policyNotMet(lines)?.kind).toBe('PolicyNotMet');
        expect(refuseSubmission(lines)?.says.key).toBe('review.noPolicy');
      }),
    );
  });

  it('let nobody pass a policy whose condition cannot be judged', () => {
    const everybody = PEOPLE.map((reviewerId): SignOffFact => ({
      reviewerId,
      role: 'pricing',
      decision: 'APPROVE',
      digest: DIGEST,
    }));
    for (const condition of ['', 'kinds >', 'changes', 'nosuch == 1', 'changes > "3"', '1 / (changes - 3) == 1']) {
      const lines = requiredSignOffs(FACTS, [policy(), policy({ code: 'faulty', condition })], signing(everybody));
      expect([condition, policyNotMet(lines)?.missing.length]).toEqual([condition, 1]);
      expect(refuseSubmission(lines)?.says.key).toBe('review.policyFaulty');
    }
  });

  it('let nobody pass a policy that asks for no approval or names no role', () => {
    for (const odd of [{ approvals: 0 }, { approvals: 1.5 }, { role: '' }]) {
      expect(policyNotMet(requiredSignOffs(FACTS, [policy(odd)], signing([])))).not.toBeNull();
      expect(policyNotMet(pinnedSignOffs([policy(odd)], signing([])))).not.toBeNull();
    }
  });

  it('keep routine and emergency policies apart', () => {
    const both = [policy(), policy({ code: 'night', urgency: 'EMERGENCY', role: 'duty' })];
    const rolesFor = (urgency: string) =>
      requiredSignOffs({ ...FACTS, urgency }, both, signing([])).map((line) => line.policy.role);
    expect(rolesFor('ROUTINE')).toEqual(['pricing']);
    expect(rolesFor('EMERGENCY')).toEqual(['duty']);
  });

  it('ask for the attachment that a policy names', () => {
    const lines = requiredSignOffs(FACTS, [policy({ attachment: 'MINUTES' })], signing([]));
    expect(refuseSubmission(lines)?.says).toEqual({
      key: 'review.attachmentMissing',
      params: { purpose: 'review.attachment.MINUTES' },
    });
    const attached = { ...signing([]), attached: new Set(['MINUTES']) };
    expect(refuseSubmission(requiredSignOffs(FACTS, [policy({ attachment: 'MINUTES' })], attached))).toBeNull();
  });

  it('name a policy once that is pinned and still in force, and twice where it became stricter', () => {
    const pinned = pinnedSignOffs([policy()], signing([]));
    const same = requiredSignOffs(FACTS, [policy()], signing([]));
    const stricter = requiredSignOffs(FACTS, [policy({ approvals: 2 })], signing([]));
    expect(unitedLines(pinned, same).map((line) => line.policy.approvals)).toEqual([1]);
    expect(unitedLines(pinned, stricter).map((line) => line.policy.approvals)).toEqual([1, 2]);
  });
});
