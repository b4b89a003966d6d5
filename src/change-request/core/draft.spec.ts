import fc from 'fast-check';
import { sha256 } from '../../kernel/digest.js';
import type { Timeline, Values } from '../../kernel/timeline.js';
import { CLASS, GRADE_PRICE, ITEM } from '../../../test/change-request/definitions.fixture.js';
import {
  type Content,
  contentWith,
  type DraftFacts,
  entriesOf,
  type KeptChange,
  recompose,
  type WantedChange,
} from './draft.js';
import { type ChangeAsked, type PutFacts, putChanges, type Rearranged, remakeAll, removeChanges } from './put.js';

const NOW = '2027-01-01T00:00:00.000Z';
const DEFINITIONS = new Map([CLASS, ITEM, GRADE_PRICE].map((definition) => [definition.code, definition]));
const dictionaryOf: PutFacts['dictionaryOf'] = (code) => {
  const definition = DEFINITIONS.get(code);
  return definition && { definition, retired: code === 'item' };
};

const factsOn = (bases: Readonly<Record<string, Timeline>>): DraftFacts => ({
  terms: { validFrom: null, retroactive: false, now: NOW },
  definitionOf: (code) => DEFINITIONS.get(code),
  baseOf: (key): Content | null => {
    const timeline = bases[key.split('\n')[1] ?? ''];
    return timeline ? contentWith(timeline) : null;
  },
});
const nothing = factsOn({});

const setting = (code: string, values: Values, more: Partial<ChangeAsked> = {}): ChangeAsked => ({
  dictionary: 'class',
  code,
  operation: 'SET',
  until: 'NEXT_ROW',
  values,
  ...more,
});

const put = (before: readonly KeptChange[], asked: readonly ChangeAsked[]): Rearranged =>
  putChanges({ before, dictionaryOf, newIds: asked.map((_, index) => `new-${before.length + index}`) }, asked);

const made = ({ wanted }: Rearranged, facts: DraftFacts = nothing): readonly KeptChange[] => {
  const remade = recompose(facts, wanted);
  if ('issues' in remade) throw new Error(JSON.stringify(remade.issues));
  return [...remade.kept].sort((a, b) => a.ordinal - b.ordinal);
};

const faults = (wanted: readonly WantedChange[], facts = nothing): readonly string[] => {
  const remade = recompose(facts, wanted);
  return 'issues' in remade ? remade.issues.map(({ path, code }) => `${path} ${code}`) : [];
};

describe('putting changes', () => {
  it('adds behind what is there, each under an id and an ordinal of its own', () => {
    const first = made(put([], [setting('A', { name: '甲' }), setting('B', { name: '乙' })]));
    const second = made(put(first, [setting('C', { name: '丙' })]));
    expect(second.map(({ id, ordinal, code }) => [id, ordinal, code])).toEqual([
      ['new-0', 1, 'A'],
      ['new-1', 2, 'B'],
      ['new-2', 3, 'C'],
    ]);
  });

  it('in the place of another keeps its id and ordinal, and touches the entry it leaves and the one it goes to', () => {
    const first = made(put([], [setting('A', { name: '甲' }), setting('B', { name: '乙' })]));
    const again = put(first, [setting('C', { name: '丙' }, { id: 'new-0' })]);
    expect([...again.touched].sort()).toEqual(['class\nA', 'class\nC']);
    expect(made(again).map(({ id, ordinal, code }) => [id, ordinal, code])).toEqual([
      ['new-0', 1, 'C'],
      ['new-1', 2, 'B'],
    ]);
  });

  it('tells what is misplaced: unknown, retired and untouchable dictionaries, unknown ids, ids twice, codes that are none', () => {
    const asked = [
      setting('A', {}, { dictionary: 'nowhere' }),
      setting('A', {}, { dictionary: 'item' }),
      setting('A', {}, { dictionary: 'dictionary' }),
      setting('A', {}, { id: 'unknown' }),
      setting('not a code', {}),
      setting('B', {}, { id: 'unknown' }),
    ];
    expect(put([], asked).misplaced.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'changes[5].id changeTwice',
      'changes[0].dictionary dictionaryUnknown',
      'changes[1].dictionary dictionaryRetired',
      'changes[2].dictionary definitionsLater',
      'changes[3].id changeUnknown',
      'changes[4].code pattern',
      'changes[5].id changeUnknown',
    ]);
  });

  it('names an entry by the fields of its key', () => {
    const asked = setting('', { price: '1' }, { dictionary: 'grade_price', code: null, key: { item: 'X1', grade: 3 } });
    expect(put([], [asked]).wanted.map(({ code }) => code)).toEqual(['X1|3']);
  });
});

describe('taking changes away', () => {
  it('leaves those that stood on them to stand without them, or to say that they cannot', () => {
    const changes = made(put([], [setting('A', { name: '甲' }), setting('A', { parent: 'P' })]));
    const { wanted, touched } = removeChanges(changes, ['new-0']);
    expect([...touched]).toEqual(['class\nA']);
    expect(faults(wanted)).toEqual(['changes[id=new-1].values.name required']);
  });

  it('names an id that is not there', () => {
    expect(removeChanges([], ['x']).misplaced.map(({ path }) => path)).toEqual(['changes[0]']);
  });
});

describe('changes of one entry', () => {
  it('stand on each other in the order of their ordinals, whatever the order they are read in', () => {
    const changes = made(put([], [setting('A', { name: '甲' }), setting('A', { name: '乙', parent: 'P' })]));
    const [first, second] = changes;
    expect(second?.base?.hash).toBe(first?.proposed.hash);
    expect(made({ ...remakeAll(changes), wanted: [...remakeAll(changes).wanted].reverse() })).toEqual(changes);
  });

  it('made again on the same base are the same, and on another base say so by their hashes', () => {
    const name = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('甲', '乙', '丙') });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const distinct = names.filter((one, index) => one !== names[index - 1]);
        const changes = made(
          put(
            [],
            distinct.map((one) => setting('A', { name: one })),
          ),
        );
        expect(made(remakeAll(changes))).toEqual(changes);
        const onOther = made(remakeAll(changes), factsOn({ A: { rows: [{ values: { name: '丁', parent: 'P' } }] } }));
        expect(onOther[0]?.base?.hash).not.toBe(changes[0]?.base?.hash);
        expect(onOther.at(-1)?.proposed.timeline.rows[0]?.values['parent']).toBe('P');
      }),
    );
  });

  it('are one entry, from what it was to what the last of them makes of it', () => {
    const changes = made(
      put([], [setting('A', { name: '甲' }), setting('A', { name: '乙' }), setting('B', { name: '丙' })]),
    );
    const entries = entriesOf(changes, nothing.definitionOf, ({ id }) => id);
    expect(
      entries.map(({ code, base, proposed, path }) => [code, base, proposed.rows[0]?.values['name'], path]),
    ).toEqual([
      ['A', null, '乙', 'new-1'],
      ['B', null, '丙', 'new-2'],
    ]);
  });

  it('of several entries are all at fault at once', () => {
    const { wanted } = put([], [setting('A', {}), setting('B', { colour: 'red' }), setting('C', { name: '丙' })]);
    expect(faults(wanted)).toEqual(['changes[0].values.name required', 'changes[1].values.colour unknownField']);
  });
});

describe('a content', () => {
  it('is known by the hash of its canonical form', () => {
    const content = contentWith({ rows: [{ values: { name: '甲' } }] });
    expect(content.hash).toBe(sha256(content.body));
    expect(content.body).toBe('{"rows":[{"values":{"name":"甲"}}]}');
  });
});
