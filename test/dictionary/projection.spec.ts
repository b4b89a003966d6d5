import fc from 'fast-check';
import { type FieldDefinition, META, parseDefinition } from '../../src/dictionary/core/definition.js';
import { referencesOf } from '../../src/dictionary/core/references.js';
import { DefinitionStore } from '../../src/dictionary/definition.store.js';
import { Projection } from '../../src/dictionary/projection.js';
import type { ProjectionDifference } from '../../src/dictionary/projection.differences.js';
import type { Timeline, Values } from '../../src/kernel/timeline.js';
import { Transactor } from '../../src/platform/transactor.js';
import { defined, seed, type SeedEntry, undated, useEmptyDatabase } from '../harness/seed.js';
import { AREA, DEFINITIONS, MAP } from './definitions.fixture.js';

const word = fc.stringMatching(/^[A-Za-z0-9]{1,4}$/);
const mapValues = fc.record(
  {
    target_type: fc.constantFrom('CHARGE', 'DRUG', 'FREE'),
    target: word,
    unit: fc.constantFrom('片', '盒', '次'),
    departments: fc.array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 4 }),
    pattern: word.map((code) => `${code}*`),
    class: word,
    spec: fc.constantFrom('10mg*24', '支'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Values>;
const nameValues = fc.record({ name: word }, { requiredKeys: [] }) as fc.Arbitrary<Values>;

const year = (n: number): string => `${2000 + n}-01-01T00:00:00.000Z`;
const timelineOf = (values: fc.Arbitrary<Values>): fc.Arbitrary<Timeline> =>
  fc.oneof(
    values.map((only): Timeline => ({ rows: [{ values: only }] })),
    values.map((only): Timeline => ({ rows: [{ values: only }], retired: true, replacedBy: 'X' })),
    fc.array(values, { minLength: 1, maxLength: 4 }).map((all): Timeline => ({
      rows: all.map((each, index) => ({
        from: year(index * 2),
        ...(index % 2 ? {} : { to: year(index * 2 + 1) }),
        values: each,
      })),
    })),
  );
const entries: fc.Arbitrary<SeedEntry[]> = fc
  .tuple(
    fc.array(
      fc.record({
        dictionary: fc.constant('map'),
        code: fc.tuple(word, fc.nat(9)).map(([item, n]) => `${item}|${n}`),
        timeline: timelineOf(mapValues),
      }),
      { maxLength: 60 },
    ),
    fc.array(
      fc.record({
        dictionary: fc.constant('t_area'),
        code: fc.stringMatching(/^[0-9]{1,7}$/),
        timeline: timelineOf(nameValues),
      }),
      { maxLength: 30 },
    ),
    fc.array(fc.record({ dictionary: fc.constant('numbered'), code: word, timeline: timelineOf(nameValues) }), {
      maxLength: 10,
    }),
  )
  .map((lists) => [...new Map(lists.flat().map((entry) => [`${entry.dictionary} ${entry.code}`, entry])).values()]);

/** Whatever stands in both, as text that can be compared. */
const wantedOf = ({ dictionary, code, timeline }: SeedEntry): string[] => {
  const definition = DEFINITIONS.find((each) => each.code === dictionary);
  if (!definition || !timeline || timeline.retired) return [];
  return timeline.rows.flatMap((row, ordinal) =>
    referencesOf(definition, code, row).map((fact) =>
      JSON.stringify([
        ...[dictionary, code, ordinal, row.from ?? null, row.to ?? null],
        ...[fact.field, fact.kind, fact.dictionary, fact.target, fact.mustExist],
      ]),
    ),
  );
};

describe('the projection', () => {
  const database = useEmptyDatabase();
  const projection = new Projection(new DefinitionStore());
  const differences = (): Promise<readonly ProjectionDifference[]> =>
    projection.differences(database.db.manager, 'TEST');

  beforeAll(async () => {
    await seed(database.owner, 'TEST', DEFINITIONS.map(defined));
  });

  it('reads definitions whose own definition refers to nothing and has a plain key', () => {
    expect(META.key).toEqual(['code']);
    expect(META.fields.filter((field) => field.reference)).toEqual([]);
    for (const definition of DEFINITIONS)
      expect(parseDefinition(definition.code, defined(definition).timeline?.rows[0]?.values ?? {})).toHaveProperty(
        'definition',
      );
  });

  it('resolves references of all six kinds as the pure core does, for whatever is released', async () => {
    let resolved = 0;
    await fc.assert(
      fc.asyncProperty(entries, async (released) => {
        await seed(database.owner, 'TEST', released);
        const wanted = [...new Set(released.flatMap(wantedOf))].sort();
        resolved += wanted.length;
        expect(await references(released)).toEqual(wanted);
        expect(await differences()).toEqual([]);
      }),
      { numRuns: 15 },
    );
    expect(resolved).toBeGreaterThan(100);
  });

  it('forgets what a version makes absent, and says the same when it is made anew from the log', async () => {
    await seed(database.owner, 'TEST', [
      undated('t_area', '320602', { name: '崇川区' }),
      undated('t_area', '3206', { name: '南通市' }),
    ]);
    await seed(database.owner, 'TEST', [{ dictionary: 't_area', code: '3206', timeline: null }]);
    expect(await held('320602')).toEqual({ heads: 1, rows: 1, references: 1 });
    expect(await held('3206')).toEqual({ heads: 0, rows: 0, references: 0 });
    await new Transactor(database.db).run((tx) => projection.rebuild(tx, 'TEST'));
    expect(await held('320602')).toEqual({ heads: 1, rows: 1, references: 1 });
    expect(await held('3206')).toEqual({ heads: 0, rows: 0, references: 0 });
    expect(await differences()).toEqual([]);
  });

  it('resolves a dictionary anew where its definition gains a reference', async () => {
    const extended = { ...AREA, fields: [...AREA.fields, { ...MAP.fields[4], name: 'unit' } as FieldDefinition] };
    await seed(database.owner, 'TEST', [undated('t_area', '110101', { name: '东城区', unit: '片' })]);
    expect(await held('110101')).toMatchObject({ references: 1 });
    await seed(database.owner, 'TEST', [defined(extended)]);
    expect(await held('110101')).toMatchObject({ references: 2 });
    expect(await differences()).toEqual([]);
  });

  const references = async (of: readonly SeedEntry[]): Promise<string[]> => {
    const rows = await database.db.query<{ line: unknown }[]>(
      `SELECT jsonb_build_array(e.dictionary, e.code, r.ordinal, to_char(r.valid_from, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         to_char(r.valid_to, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), r.field, r.kind, r.target_dictionary, r.target, r.must_exist) AS line
       FROM entry_reference r JOIN entry e ON e.id = r.entry_id
       WHERE r.channel = 'TEST' AND (e.dictionary, e.code) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      [of.map((entry) => entry.dictionary), of.map((entry) => entry.code)],
    );
    return rows.map(({ line }) => JSON.stringify(line)).sort();
  };

  const held = async (code: string): Promise<Record<string, number>> => {
    const [counts] = await database.db.query<Record<string, number>[]>(
      `SELECT (SELECT count(*)::int FROM entry_head h WHERE h.entry_id = e.id) AS heads, (SELECT count(*)::int FROM head_row h WHERE h.entry_id = e.id) AS rows,
         (SELECT count(*)::int FROM entry_reference h WHERE h.entry_id = e.id) AS "references" FROM entry e WHERE e.code = $1`,
      [code],
    );
    return counts ?? {};
  };
});
