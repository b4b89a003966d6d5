import fc from 'fast-check';
import type { Timeline, Values } from '../../kernel/timeline.js';
import { CLASS, GRADE_PRICE, ITEM, RATIO } from '../../../test/change-request/definitions.fixture.js';
import { planColumns, readRow, rowsOfTable } from './import.js';
import { type ImportFacts, isToRetire, planRetirement, planRow, SeenCodes } from './import-plan.js';

const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const none = new Map<string, string>();

const columns = (header: readonly string[], mapped: Readonly<Record<string, string>> = {}, definition = CLASS) => {
  const plan = planColumns(definition, header, new Map(Object.entries(mapped)));
  return 'issues' in plan ? plan.issues.map(({ path, code }) => `${path} ${code}`) : plan;
};

const facts = (definition = CLASS, validFrom: string | null = null): ImportFacts => ({
  definition,
  terms: { validFrom, retroactive: false, now: at(1) },
  columnOf: new Map([
    ['code', 'code'],
    ['name', 'disease'],
    ['price', '新价格'],
  ]),
  completed: (values) => values,
});
const saying = (values: Values) => ({ place: 'lines[7]', code: 'A1', values });
const always = (values: Values): Timeline => ({ rows: [{ values }] });

const retired: Timeline = { ...always({ name: '乙' }), retired: true };

const effect = (planned: ReturnType<typeof planRow>): unknown =>
  planned === 'unchanged' || !('issues' in planned)
    ? planned === 'unchanged'
      ? planned
      : planned.effect
    : planned.issues.map(({ path, code }) => `${path} ${code}`);

describe('the columns of a table', () => {
  it('fill the fields whose names they bear, and those that no field takes are told', () => {
    expect(columns(['code', 'name', 'cityCode'])).toEqual({
      columnOf: new Map([
        ['code', 'code'],
        ['name', 'name'],
      ]),
      ignored: ['cityCode'],
    });
  });

  it('can be mapped by hand, and one that is mapped fills nothing else', () => {
    expect(columns(['code', 'disease', 'name'], { name: 'disease' })).toEqual({
      columnOf: new Map([
        ['name', 'disease'],
        ['code', 'code'],
      ]),
      ignored: ['name'],
    });
  });

  it('are refused where a mapping names nothing, the key is missing, or two bear one name', () => {
    const refused = columns(['name', 'name'], { colour: 'farbe' });
    expect(Array.isArray(refused) && refused.toSorted()).toEqual([
      'header columnTwice',
      'header keyColumnMissing',
      'map.colour mapsUnknownColumn',
      'map.colour mapsUnknownField',
    ]);
  });
});

describe('the rows of a table', () => {
  it('that have slipped are told by their lines, and the others are read', () => {
    const given = rowsOfTable({
      header: ['code', 'name'],
      rows: [
        { line: 2, cells: ['A1', '甲'] },
        { line: 3, cells: ['A2', '乙', '丙'] },
      ],
    });
    const told = [...given].map((row) =>
      'issues' in row ? row.issues.map(({ path, code }) => `${path} ${code}`) : row.place,
    );
    expect(told).toEqual(['lines[2]', ['lines[3] slipped']]);
  });

  it('are read in the types of their fields: an empty cell is no value, a list is divided by semicolons', () => {
    const plan = { columnOf: new Map(['code', 'pattern', 'items'].map((name) => [name, name])), ignored: [] };
    const cells = new Map(Object.entries({ code: 'R1', pattern: '', items: '2204;2205' }));
    expect(readRow(RATIO, plan, { place: 'lines[2]', cells })).toEqual({
      place: 'lines[2]',
      code: 'R1',
      values: { pattern: null, items: ['2204', '2205'] },
    });
  });

  it('name their entry by all fields of its key', () => {
    const plan = { columnOf: new Map(['item', 'grade', 'price'].map((name) => [name, name])), ignored: [] };
    const cells = new Map(Object.entries({ item: 'X1', grade: '3', price: '9' }));
    expect(readRow(GRADE_PRICE, plan, { place: 'lines[2]', cells })).toMatchObject({ code: 'X1|3' });
  });

  it('are at fault under the heading of the column, not the name of the field', () => {
    const plan = { columnOf: new Map([['code', '编码']]), ignored: [] };
    const read = readRow(CLASS, plan, { place: 'lines[5]', cells: new Map([['编码', 'a b']]) });
    expect('issues' in read && read.issues.map(({ path }) => path)).toEqual(['lines[5].编码']);
    expect(effect(planRow(facts(), saying({ name: '\u200b' }), null))).toEqual(['lines[7].disease invisible']);
  });

  it('that name one code twice are told with the line of the first', () => {
    const seen = new SeenCodes();
    expect(seen.again({ code: 'A1', place: 'lines[2]', values: {} })).toBeNull();
    expect(seen.again({ code: 'A1', place: 'lines[9]', values: {} })?.says.params).toEqual({
      code: 'A1',
      first: 'lines[2]',
    });
  });
});

describe('what a row does to its entry', () => {
  it.each([
    ['added', null],
    ['changed', always({ name: '甲', parent: 'P' })],
    ['unchanged', always({ name: '乙', parent: 'P' })],
    ['revived', retired],
  ])('%s', (expected, base) => {
    expect(effect(planRow(facts(), saying({ name: '乙' }), base))).toBe(expected);
  });

  it('changes only what is different', () => {
    const planned = planRow(facts(), saying({ name: '乙', parent: 'P' }), always({ name: '甲', parent: 'P' }));
    expect(planned).toMatchObject({ change: { asked: { values: { name: '乙' } } } });
  });

  it('is refused for a dated dictionary without a beginning', () => {
    const said = saying({ name: '乙', price: '1.00' });
    expect(effect(planRow(facts(ITEM), said, null))).toEqual(['lines[7] needsValidFrom']);
  });

  it('retires what is alive when the import begins, and leaves alone what is over', () => {
    const ended: Timeline = { rows: [{ from: at(1), to: at(4), values: { name: '甲', price: '1' } }] };
    const living: Timeline = { rows: [{ from: at(1), values: { name: '甲', price: '1' } }] };
    expect(isToRetire(facts(ITEM, at(5)), ended)).toBe(false);
    expect(isToRetire(facts(ITEM, at(5)), living)).toBe(true);
    expect(effect(planRetirement(facts(ITEM, at(5)), 'A1', living))).toBe('retired');
    expect(isToRetire(facts(), { ...always({ name: '甲' }), retired: true })).toBe(false);
  });
});

describe('importing', () => {
  const file = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E'), fc.constantFrom('甲', '乙', '丙'), {
    maxKeys: 5,
  });

  it('counts what comparing the two tables by hand counts, and what it proposes is the file', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        const bases = new Map(Object.entries(before).map(([code, name]) => [code, always({ name })]));
        const effects = Object.entries(after).map(([code, name]) =>
          effect(
            planRow(
              { ...facts(), columnOf: none },
              { place: 'lines[2]', code, values: { name } },
              bases.get(code) ?? null,
            ),
          ),
        );
        const count = (wanted: string): number => effects.filter((one) => one === wanted).length;
        const shared = Object.keys(after).filter((code) => Object.hasOwn(before, code));
        expect(count('added')).toBe(Object.keys(after).length - shared.length);
        expect(count('changed')).toBe(shared.filter((code) => before[code] !== after[code]).length);
        expect(count('unchanged')).toBe(shared.filter((code) => before[code] === after[code]).length);
      }),
    );
  });
});
