import fc from 'fast-check';
import { sha256 } from '../../kernel/digest.js';
import { changesDigest, type EvidenceChange, evidenceDigest, type EvidenceFacts, evidenceOf } from './evidence.js';

const digest = fc.string({ maxLength: 8 }).map(sha256);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const word = fc.string({ maxLength: 6 });
const edge = fc.record({ channel: word, dictionary: word, code: word, edge: word });

const change: fc.Arbitrary<EvidenceChange> = fc.record({
  dictionary: word,
  code: word,
  operation: fc.constantFrom('SET', 'RETIRE'),
  validFrom: maybe(instant),
  until: fc.constantFrom('NEXT_ROW', 'OPEN', 'AT'),
  validTo: maybe(instant),
  base: maybe(digest),
  proposed: digest,
  replacedBy: maybe(word),
  reason: maybe(word),
});

const facts: fc.Arbitrary<EvidenceFacts> = fc.record({
  request: word,
  revision: fc.nat(),
  reason: word,
  urgency: fc.constantFrom('ROUTINE', 'EMERGENCY'),
  retroactive: fc.boolean(),
  validFrom: maybe(instant),
  policyDocument: maybe(fc.record({ code: word, content: maybe(digest) })),
  buildsOn: fc.array(word, { maxLength: 3 }),
  changes: fc.record({ count: fc.nat(), digest }),
  definitions: fc.dictionary(fc.constantFrom('dept', 'unit', 'area'), digest),
  policies: fc.array(fc.record({ code: word, content: digest }), { maxLength: 3 }),
  attachments: fc.array(digest, { maxLength: 3 }),
  dispositions: fc.constant([]),
  breakingImpacts: fc.array(edge, { maxLength: 3 }),
});

const digestOfFacts = (given: EvidenceFacts): string => evidenceDigest(evidenceOf(given));
const reversedKeys = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).reverse()) as T;

describe('the digest that reviewers sign', () => {
  it('changes with anything that it covers', () => {
    fc.assert(
      fc.property(
        facts,
        facts,
        fc.constantFrom(...(Object.keys(example) as (keyof EvidenceFacts)[])),
        (a, b, field) => {
          fc.pre(evidenceOf({ ...a, [field]: b[field] }) !== evidenceOf(a));
          expect(digestOfFacts({ ...a, [field]: b[field] })).not.toBe(digestOfFacts(a));
        },
      ),
    );
  });

  it('covers every single fact of the request', () => {
    const other: EvidenceFacts = {
      request: 'C2026-0002',
      revision: 4,
      reason: '另一原因',
      urgency: 'EMERGENCY',
      retroactive: true,
      validFrom: '2027-02-01T00:00:00.000Z',
      policyDocument: { code: 'PD2026002', content: sha256('b') },
      buildsOn: ['R2026-0001'],
      changes: { count: 2, digest: sha256('two') },
      definitions: { charge_price: sha256('another definition') },
      policies: [{ code: 'drug', content: sha256('policy') }],
      attachments: [sha256('minutes')],
      dispositions: [{ channel: 'TEST', dictionary: 'a', code: 'b', edge: 'c', disposition: 'ACCEPT' }],
      breakingImpacts: [{ channel: 'TEST', dictionary: 'a', code: 'b', edge: 'c' }],
    };
    for (const field of Object.keys(example) as (keyof EvidenceFacts)[]) {
      expect([field, digestOfFacts({ ...example, [field]: other[field] })]).not.toEqual([
        field,
        digestOfFacts(example),
      ]);
    }
  });

  it('does not depend on the order of keys, nor on the order in which sets were read', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const shuffled = reversedKeys({
          ...given,
          attachments: [...given.attachments].reverse(),
          buildsOn: [...given.buildsOn].reverse(),
          definitions: reversedKeys(given.definitions),
        });
        expect(digestOfFacts(shuffled)).toBe(digestOfFacts(given));
      }),
    );
  });
});

describe('the digest of the changes', () => {
  it('changes with any field of any change, and with their order', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), change, fc.nat(), (changes, other, position) => {
        const at = position % changes.length;
        for (const field of Object.keys(other) as (keyof EvidenceChange)[]) {
          const altered = changes.map((one, index) => (index === at ? { ...one, [field]: other[field] } : one));
          const same = changes[at]?.[field] === other[field];
          expect(changesDigest(altered) === changesDigest(changes)).toBe(same);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not see what is not signed', () => {
    const marked = { ...exampleChange, disputed: true, ordinal: 7 };
    expect(changesDigest([marked])).toBe(changesDigest([exampleChange]));
  });

  it('stays what it is: one golden value, so that a release of years ago can still be proved', () => {
    expect(changesDigest([exampleChange])).toBe(GOLDEN_CHANGES);
    expect(digestOfFacts(example)).toBe(GOLDEN_EVIDENCE);
  });
});

const exampleChange: EvidenceChange = {
  dictionary: 'charge_price',
  code: '110200001|3',
  operation: 'SET',
  validFrom: '2026-12-31T16:00:00.000Z',
  until: 'NEXT_ROW',
  validTo: null,
  base: sha256('base'),
  proposed: sha256('proposed'),
  replacedBy: null,
  reason: null,
};

const example: EvidenceFacts = {
  request: 'C2026-0001',
  revision: 3,
  reason: '按文件调整',
  urgency: 'ROUTINE',
  retroactive: false,
  validFrom: '2026-12-31T16:00:00.000Z',
  policyDocument: { code: 'PD2026001', content: sha256('document') },
  buildsOn: [],
  changes: { count: 1, digest: sha256('changes') },
  definitions: { charge_price: sha256('definition') },
  policies: [{ code: 'price', content: sha256('policy') }],
  attachments: [],
  dispositions: [],
  breakingImpacts: [],
};

// Computed by another program in another language, from the description alone.
const GOLDEN_CHANGES = 'fc61c2bdd6a9c045b2af07f34fbb81d08cb004708d9d734fc1e6a5223e8a7e68';
const GOLDEN_EVIDENCE = '22ba080ba13337976f140ab9d9b9b23b464974dd3931da953e7e7277e3054b9f';
