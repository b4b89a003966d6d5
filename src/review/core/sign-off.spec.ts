import fc from 'fast-check';
import { sha256 } from '../../kernel/digest.js';
import { isProblem } from '../../kernel/problem.js';
import { type Attempt, decideSignOff, type InReview } from './sign-off.js';

const DIGEST = sha256('in review');
const request: InReview = {
  status: 'IN_REVIEW',
  digest: DIGEST,
  editors: new Set(['author']),
  signOffs: [],
  askedRoles: new Set(['pricing', 'pharmacy']),
};
const attempt: Attempt = {
  reviewerId: 'li',
  isMachine: false,
  roles: ['pricing'],
  role: null,
  seenDigest: DIGEST,
  decision: 'APPROVE',
};
const kindOf = (answer: ReturnType<typeof decideSignOff>): string => (isProblem(answer) ? answer.kind : answer.role);

describe('a sign-off', () => {
  it('is given in the one role that the request asks for and the person has', () => {
    expect(kindOf(decideSignOff(request, { ...attempt, roles: ['finance', 'pricing'] }))).toBe('pricing');
  });

  it('must name its role where two would fit', () => {
    const both = { ...attempt, roles: ['pricing', 'pharmacy'] };
    expect(kindOf(decideSignOff(request, both))).toBe('ValidationFailed');
    expect(kindOf(decideSignOff(request, { ...both, role: 'pharmacy' }))).toBe('pharmacy');
  });

  it('is refused in a role that the person does not have, or that nobody asks for', () => {
    expect(kindOf(decideSignOff(request, { ...attempt, role: 'pharmacy' }))).toBe('Forbidden');
    expect(kindOf(decideSignOff(request, { ...attempt, roles: ['finance'], role: 'finance' }))).toBe('Forbidden');
    expect(kindOf(decideSignOff(request, { ...attempt, roles: [] }))).toBe('Forbidden');
  });

  it('is refused for another digest than the one in review, which the answer names', () => {
    const answer = decideSignOff(request, { ...attempt, seenDigest: sha256('an older form') });
    expect(answer).toMatchObject({ kind: 'StaleDigest', current: DIGEST });
  });

  it('is given once a digest and role', () => {
    const given = { reviewerId: 'li', role: 'pricing', decision: 'APPROVE' as const, digest: DIGEST };
    expect(decideSignOff({ ...request, signOffs: [given] }, attempt)).toMatchObject({
      kind: 'WrongState',
      current: 'APPROVE',
    });
    expect(kindOf(decideSignOff({ ...request, signOffs: [{ ...given, digest: sha256('older') }] }, attempt))).toBe(
      'pricing',
    );
  });

  it('is refused outside review', () => {
    for (const status of ['DRAFT', 'CHANGES_REQUESTED', 'SIGNED', 'REJECTED', 'WITHDRAWN', 'SUPERSEDED']) {
      expect(kindOf(decideSignOff({ ...request, status }, attempt))).toBe('WrongState');
    }
  });

  it('is never given by an editor or a machine, whatever else is true', () => {
    const anything = fc.record<Attempt>({
      reviewerId: fc.constantFrom('author', 'li'),
      isMachine: fc.boolean(),
      roles: fc.subarray(['pricing', 'pharmacy', 'it']),
      role: fc.option(fc.constantFrom('pricing', 'pharmacy', 'it')),
      seenDigest: fc.constantFrom(DIGEST, sha256('other')),
      decision: fc.constantFrom('APPROVE', 'REQUEST_CHANGES', 'REJECT'),
    });
    fc.assert(
      fc.property(anything, (given) => {
        const answer = decideSignOff(request, given);
        if (given.reviewerId === 'author' || given.isMachine) expect(kindOf(answer)).toBe('Forbidden');
        else if (!isProblem(answer)) expect(given.roles).toContain(answer.role);
      }),
    );
  });
});
