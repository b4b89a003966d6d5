import { statusAt, type Timeline } from '../../src/kernel/timeline.js';
import { defined, seed, type SeedEntry, undated } from '../harness/seed.js';
import { PRICE, UNIT } from './definitions.fixture.js';
import { random, randomTimeline } from './random.fixture.js';
import { useService } from './service.js';

interface Page {
  totalCount: number;
  nodes: { code: string; status: string; position: string; row: { values: Record<string, unknown> } | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const UNITS: [code: string, values: Record<string, string | number | boolean | string[]>][] = [
  [
    'BOX',
    {
      name: '盒',
      pinyin: 'H',
      pinyin_full: 'he',
      sort: 2,
      ratio: '10.00',
      small: false,
      since: '2020-01-01',
      parts: ['PCS'],
    },
  ],
  [
    'PCS',
    {
      name: '片',
      pinyin: 'P',
      pinyin_full: 'pian',
      wubi: 'THG',
      sort: 10,
      ratio: '1',
      small: true,
      since: '2019-05-01',
    },
  ],
  [
    'BAG',
    {
      name: '袋Ａ１',
      pinyin: 'D',
      pinyin_full: 'dai',
      sort: 1,
      ratio: '9.5',
      small: false,
      since: '2021-01-01',
      parts: ['PCS', 'BOX'],
    },
  ],
  ['ML', { name: '毫升%_', pinyin: 'HS', pinyin_full: 'haosheng', ratio: '-2.0' }],
  ['X1', { name: '盒子', pinyin: 'HZ', pinyin_full: 'hezi', sort: -3 }],
];

describe('searching entries', () => {
  const service = useService();
  let first = 0;

  beforeAll(async () => {
    first = await seed(service.owner, 'PRODUCTION', [
      defined(UNIT),
      defined(PRICE),
      ...UNITS.map(([code, values]) => undated('t_unit', code, values)),
      { dictionary: 't_unit', code: 'OLD', timeline: { rows: [{ values: { name: '旧盒' } }], retired: true } },
    ]);
  });

  const page = async (args: string, variables: Record<string, unknown> = {}, declared = ''): Promise<Page> =>
    (
      await service.gql<{ entries: Page }>(
        `query ${declared} { entries(dictionary: "t_unit" ${args}) { totalCount nodes { code status position row { values } } pageInfo { hasNextPage endCursor } } }`,
        variables,
      )
    ).entries;
  const codes = async (args: string): Promise<string[]> => (await page(args)).nodes.map(({ code }) => code);
  const where = (...conditions: string[]): string =>
    `where: [${conditions.map((condition) => `{ ${condition} }`).join(', ')}]`;
  const issues = async (args: string): Promise<unknown> => {
    const { body } = await service.raw(`{ entries(dictionary: "t_unit" ${args}) { totalCount } }`);
    const { code, issues: all } = (body.errors?.[0]?.extensions ?? {}) as {
      code?: string;
      issues?: { path: string; code: string }[];
    };
    return all?.map(({ path, code: each }) => `${path} ${each}`) ?? code ?? body;
  };

  it('shows the active ones by code unless asked otherwise', async () => {
    expect(await codes('')).toEqual(['BAG', 'BOX', 'ML', 'PCS', 'X1']);
    expect(await codes('status: [RETIRED]')).toEqual(['OLD']);
    expect(await codes('status: [ACTIVE, RETIRED]')).toEqual(['BAG', 'BOX', 'ML', 'OLD', 'PCS', 'X1']);
    expect((await page('first: 0')).totalCount).toBe(5);
  });

  it('finds by what a code, a name or an input code begins with, whatever the width and case', async () => {
    expect(await codes('search: "b"')).toEqual(['BAG', 'BOX']);
    expect(await codes('search: "ＢＯ"')).toEqual(['BOX']);
    expect(await codes('search: "盒"')).toEqual(['BOX', 'X1']);
    expect(await codes('search: "袋a1"')).toEqual(['BAG']);
    expect(await codes('search: "h"')).toEqual(['BOX', 'ML', 'X1']);
    expect(await codes('search: "hez"')).toEqual(['X1']);
    expect(await codes('search: "thg"')).toEqual(['PCS']);
    expect(await codes('search: "毫升%"')).toEqual(['ML']);
    expect(await codes('search: "%"')).toEqual([]);
    expect(await codes('search: "_"')).toEqual([]);
    expect(await codes('search: "\\\\"')).toEqual([]);
    expect(await codes('search: "  "')).toHaveLength(5);
  });

  it('compares amounts as numbers, dates as days, lists by their elements', async () => {
    expect(await codes(where('field: "ratio", op: GT, value: "9.5"'))).toEqual(['BOX']);
    expect(await codes(where('field: "ratio", op: EQ, value: "10"'))).toEqual(['BOX']);
    expect(await codes(where('field: "ratio", op: LE, value: "1.0"'))).toEqual(['ML', 'PCS']);
    expect(await codes(where('field: "sort", op: IN, values: [1, 10]'))).toEqual(['BAG', 'PCS']);
    expect(
      await codes(where('field: "since", op: GE, value: "2020-01-01"', 'field: "since", op: LT, value: "2021-01-01"')),
    ).toEqual(['BOX']);
    expect(await codes(where('field: "small", op: EQ, value: true'))).toEqual(['PCS']);
    expect(await codes(where('field: "small", op: NE, value: true'))).toEqual(['BAG', 'BOX', 'ML', 'X1']);
    expect(await codes(where('field: "parts", op: CONTAINS, value: "BOX"'))).toEqual(['BAG']);
    expect(await codes(where('field: "parts", op: IS_NULL'))).toEqual(['ML', 'PCS', 'X1']);
    expect(await codes(where('field: "wubi", op: NOT_NULL'))).toEqual(['PCS']);
    expect(await codes(where('field: "name", op: CONTAINS, value: "子"'))).toEqual(['X1']);
    expect(await codes(where('field: "name", op: CONTAINS, value: "%"'))).toEqual(['ML']);
    expect(await codes(where('field: "code", op: PREFIX, value: "B"'))).toEqual(['BAG', 'BOX']);
    expect(await codes(where('field: "code", op: IN, values: []'))).toEqual([]);
  });

  it('sorts numbers as numbers, without a value last either way, and settles ties by code', async () => {
    expect(await codes('orderBy: [{ field: "sort" }]')).toEqual(['X1', 'BAG', 'BOX', 'PCS', 'ML']);
    expect(await codes('orderBy: [{ field: "sort", descending: true }]')).toEqual(['PCS', 'BOX', 'BAG', 'X1', 'ML']);
    expect(await codes('orderBy: [{ field: "small" }, { field: "ratio", descending: true }]')).toEqual([
      'BOX',
      'BAG',
      'PCS',
      'ML',
      'X1',
    ]);
  });

  it.each([
    '',
    'orderBy: [{ field: "sort" }]',
    'orderBy: [{ field: "small", descending: true }, { field: "ratio" }]',
    'orderBy: [{ field: "wubi" }, { field: "since", descending: true }]',
    'status: [ACTIVE, RETIRED, GAP], orderBy: [{ field: "name" }]',
  ])('pages without losing or repeating anything: %s', async (args) => {
    const whole = await codes(args);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const next: Page = await page(`${args} first: 2, after: $after`, { after }, '($after: String)');
      paged.push(...next.nodes.map(({ code }) => code));
      expect(next.totalCount).toBe(whole.length);
      after = next.pageInfo.hasNextPage ? next.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(whole);
  });

  it('refuses fields that the definition does not have, whatever is written into them', async () => {
    expect(await issues(where('field: "code; DROP TABLE entry", op: EQ, value: "x"'))).toEqual([
      'where[0].field unknownField',
    ]);
    expect(await issues('orderBy: [{ field: "(SELECT pg_sleep(9))" }]')).toEqual(['orderBy[0].field unknownField']);
    expect(await issues('orderBy: [{ field: "parts" }]')).toEqual(['orderBy[0].field unknownField']);
    expect(await issues(where('field: "__proto__", op: IS_NULL'))).toEqual(['where[0].field unknownField']);
    expect(await codes(where(`field: "name", op: EQ, value: "' OR 1=1 --"`))).toEqual([]);
  });

  it('tells all faults of a question at once', async () => {
    expect(
      await issues(
        `${where('field: "sort", op: EQ, value: "many"', 'field: "sort", op: PREFIX, value: "1"', 'field: "parts", op: EQ, value: "x"', 'field: "name", op: EQ', 'field: "ratio", op: EQ, value: "1e9"')} orderBy: [{ field: "x" }]`,
      ),
    ).toEqual([
      'where[0].value badOperand',
      'where[1].op operatorDoesNotFit',
      'where[2].op operatorDoesNotFit',
      'where[3].value badOperand',
      'where[4].value badOperand',
      'orderBy[0].field unknownField',
    ]);
    expect(await issues('first: 501')).toBe('LimitExceeded');
    expect(await issues('first: -1')).toEqual(['first range']);
  });

  it('refuses a cursor of another question, or one that somebody made', async () => {
    const { pageInfo } = await page('first: 1');
    expect(await issues(`search: "b" after: "${pageInfo.endCursor}"`)).toEqual(['after badCursor']);
    expect(await issues('after: "abc"')).toEqual(['after badCursor']);
    const parts = JSON.parse(Buffer.from(pageInfo.endCursor ?? '', 'base64url').toString()) as string[];
    for (const [index, value] of [
      [1, 'x'],
      [1, '99999'],
      [2, 'now'],
      [3, ''],
    ] as const) {
      const forged = Buffer.from(JSON.stringify(parts.with(index, value))).toString('base64url');
      expect(await issues(`after: "${forged}"`)).not.toContain('InternalError');
    }
  });

  it('finds by another field, one answer a value, exactly', async () => {
    const lookupBy = async (args: string): Promise<unknown> =>
      (
        await service.gql<{ lookupBy: { value: string; entries: { code: string }[] }[] }>(
          `{ lookupBy(dictionary: "t_unit", ${args}) { value entries { code } } }`,
        )
      ).lookupBy.map(({ value, entries }) => [value, ...entries.map(({ code }) => code)]);
    expect(await lookupBy('field: "name", values: ["盒", "nothing", "片", "盒"]')).toEqual([
      ['盒', 'BOX'],
      ['nothing'],
      ['片', 'PCS'],
      ['盒', 'BOX'],
    ]);
    expect(await lookupBy('field: "small", values: ["false"]')).toEqual([['false', 'BAG', 'BOX']]);
    expect(await lookupBy('field: "ratio", values: ["1.000"]')).toEqual([['1.000', 'PCS']]);
    expect(await lookupBy('field: "name", values: ["旧盒"]')).toEqual([['旧盒']]);
    expect(await lookupBy('field: "name", values: []')).toEqual([]);
    const bad = await service.raw(`{ lookupBy(dictionary: "t_unit", field: "nam'e", values: ["x"]) { value } }`);
    expect(bad.body.errors?.[0]?.extensions?.['code']).toBe('ValidationFailed');
  });

  it('stays on the version and the instant of its first page while the channel moves on', async () => {
    const start = await page('first: 2');
    await seed(service.owner, 'PRODUCTION', [
      undated('t_unit', 'BB', { name: '新' }),
      undated('t_unit', 'ML', { name: '改' }),
      { dictionary: 't_unit', code: 'PCS', timeline: null },
    ]);
    const next = await page('first: 9, after: $after', { after: start.pageInfo.endCursor }, '($after: String)');
    expect(next.nodes.map(({ code, row }) => [code, row?.values['name']])).toEqual([
      ['ML', '毫升%_'],
      ['PCS', '片'],
      ['X1', '盒子'],
    ]);
    expect(next.totalCount).toBe(5);
    expect(new Set(next.nodes.map(({ position }) => position))).toEqual(
      new Set(start.nodes.map(({ position }) => position)),
    );
    expect(await codes('')).toEqual(['BAG', 'BB', 'BOX', 'ML', 'X1']);
    expect(await codes(`point: { version: ${first} }`)).toEqual(['BAG', 'BOX', 'ML', 'PCS', 'X1']);
    expect(await codes(`search: "毫", point: { version: ${first} }`)).toEqual(['ML']);
    expect(await codes('search: "毫"')).toEqual([]);
  });

  it('gives at every version and instant the entries that the timelines of that version say', async () => {
    const versions: { version: number; held: Map<string, Timeline> }[] = [];
    let held = new Map<string, Timeline>();
    for (let round = 0; round < 6; round++) {
      const changes = Array.from({ length: 12 }, (): SeedEntry => ({
        dictionary: 't_price',
        code: `K${Math.floor(random() * 25)}|1`,
        timeline: random() < 0.1 ? null : randomTimeline(),
      }));
      const distinct = [...new Map(changes.map((change) => [change.code, change])).values()];
      const version = await seed(
        service.owner,
        'PRODUCTION',
        distinct.filter(({ code, timeline }) => timeline !== null || held.has(code)),
      );
      held = new Map(held);
      for (const { code, timeline } of distinct) {
        if (timeline === null) held.delete(code);
        else held.set(code, timeline);
      }
      versions.push({ version, held });
    }
    for (const { version, held: then } of versions) {
      for (const at of [2001, 2004, 2007, 2010].map((n) => `${n}-06-01T00:00:00.000Z`)) {
        for (const status of ['ACTIVE', 'FUTURE', 'GAP', 'RETIRED']) {
          const { entries } = await service.gql<{ entries: Page }>(
            `{ entries(dictionary: "t_price", first: 100, status: [${status}], point: { version: ${version}, at: "${at}" }) { totalCount nodes { code status } } }`,
          );
          const wanted = [...then]
            .filter(([, timeline]) => statusAt(timeline, at) === status)
            .map(([code]) => code)
            .sort();
          expect(entries.nodes.map(({ code }) => code)).toEqual(wanted);
          expect(entries.totalCount).toBe(wanted.length);
        }
      }
    }
  });
});
