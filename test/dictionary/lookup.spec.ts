import type { Timeline } from '../../src/kernel/timeline.js';
import { defined, seed, undated } from '../harness/seed.js';
import { PRICE, UNIT } from './definitions.fixture.js';
import { useService } from './service.js';

type Period = readonly [from: string, to: string | null, price: string];

/** Midnights in Shanghai. */
const midnight = (date: string): string => new Date(`${date}T00:00:00+08:00`).toISOString();
const prices = (...rows: readonly Period[]): Timeline => ({
  rows: rows.map(([from, to, price]) => ({
    from: midnight(from),
    ...(to === null ? {} : { to: midnight(to) }),
    values: { price },
  })),
});

interface Row {
  values: { price?: string; name?: string };
}
interface Entry {
  code: string;
  status: string;
  name: string;
  position: string;
  row: Row | null;
  previousRow: Row | null;
  nextRow: Row | null;
  replacedBy: string | null;
}
const ENTRY = `code status name position replacedBy row { values } previousRow { values } nextRow { values }`;

describe('looking up a code', () => {
  const service = useService();
  let first = 0;
  let second = 0;

  beforeAll(async () => {
    first = await seed(
      service.owner,
      'PRODUCTION',
      [
        defined(PRICE),
        defined(UNIT),
        undated('t_unit', 'Box', { name: '盒' }),
        {
          dictionary: 't_unit',
          code: 'OLD',
          timeline: { rows: [{ values: { name: '箱' } }], retired: true, replacedBy: 'Box' },
        },
        {
          dictionary: 't_price',
          code: 'K1|3',
          timeline: prices(['2021-01-01', '2022-01-01', '25.00'], ['2023-01-01', null, '30.00']),
        },
        { dictionary: 't_price', code: 'K2|3', timeline: prices(['2099-01-01', null, '1.00']) },
        { dictionary: 't_price', code: 'K3|3', timeline: prices(['2020-01-01', '2021-01-01', '7.10']) },
      ],
      '2024-05-01T00:00:00.000Z',
    );
    second = await seed(
      service.owner,
      'PRODUCTION',
      [
        {
          dictionary: 't_price',
          code: 'K1|3',
          timeline: prices(['2021-01-01', '2022-01-01', '25.00'], ['2023-01-01', null, '33.00']),
        },
        { dictionary: 't_price', code: 'K4|3', timeline: prices(['2023-01-01', null, '4.00']) },
        { dictionary: 't_price', code: 'K3|3', timeline: null },
      ],
      '2024-06-01T00:00:00.000Z',
    );
  });

  const lookup = async (codes: readonly string[], point = '', of = 't_price'): Promise<(Entry | null)[]> =>
    (
      await service.gql<{ lookup: (Entry | null)[] }>(
        `query ($codes: [String!]!) { lookup(dictionary: "${of}", codes: $codes ${point && `point: ${point}`}) { ${ENTRY} } }`,
        { codes },
      )
    ).lookup;
  const priceAt = async (point: string): Promise<unknown> =>
    (await lookup(['K1|3'], point))[0]?.row?.values.price ?? null;
  const refusal = async (point: string): Promise<unknown> => {
    const { body } = await service.raw(`{ lookup(dictionary: "t_price", codes: ["K1|3"], point: ${point}) { code } }`);
    const { code, issues } = body.errors?.[0]?.extensions as { code: string; issues?: { code: string }[] };
    return issues?.[0]?.code ?? code;
  };

  it('answers in the order asked, null only where the code never existed', async () => {
    const found = await lookup(['K2|3', 'none', 'K1|3', 'K1|3']);
    expect(found.map((entry) => entry?.code ?? null)).toEqual(['K2|3', null, 'K1|3', 'K1|3']);
    expect(await lookup([])).toEqual([]);
  });

  it('gives a reader of a retired, future or gap entry no row, and the neighbours beside it', async () => {
    const [future] = await lookup(['K2|3']);
    expect(future).toMatchObject({
      status: 'FUTURE',
      row: null,
      previousRow: null,
      nextRow: { values: { price: '1.00' } },
    });
    const [gap] = await lookup(['K1|3'], '{ at: "2022-06-01" }');
    expect(gap).toMatchObject({
      status: 'GAP',
      row: null,
      previousRow: { values: { price: '25.00' } },
      nextRow: { values: { price: '33.00' } },
    });
    const [ended] = await lookup(['K3|3'], `{ version: ${first} }`);
    expect(ended).toMatchObject({
      status: 'RETIRED',
      row: null,
      previousRow: { values: { price: '7.10' } },
      nextRow: null,
    });
    const [retired] = await lookup(['OLD'], '', 't_unit');
    expect(retired).toMatchObject({
      status: 'RETIRED',
      row: null,
      replacedBy: 'Box',
      name: '箱',
      previousRow: { values: { name: '箱' } },
    });
  });

  it('lets midnight of the hospital belong to the new row', async () => {
    expect(await priceAt('{ at: "2021-12-31T23:59:59.999+08:00" }')).toBe('25.00');
    expect(await priceAt('{ at: "2022-01-01T00:00:00+08:00" }')).toBeNull();
    expect(await priceAt('{ at: "2022-12-31T16:00:00Z" }')).toBe('33.00');
  });

  it('reads any version, and what was known at an instant', async () => {
    expect(await priceAt(`{ version: ${first} }`)).toBe('30.00');
    expect(await priceAt(`{ version: ${second} }`)).toBe('33.00');
    expect(await priceAt(`{ knownAt: "2024-05-31T23:59:59Z" }`)).toBe('30.00');
    expect(await priceAt(`{ knownAt: "2024-06-01T00:00:00Z" }`)).toBe('33.00');
    expect(await priceAt(`{ version: ${first}, at: "2021-06-01" }`)).toBe('25.00');
    expect(await lookup(['K4|3'], `{ version: ${first} }`)).toEqual([null]);
  });

  it('forgets what a version made absent, and still finds it before', async () => {
    expect(await lookup(['K3|3'])).toEqual([null]);
    expect(await lookup(['K3|3'], `{ version: ${second} }`)).toEqual([null]);
    expect((await lookup(['K3|3'], `{ version: ${first} }`))[0]?.code).toBe('K3|3');
  });

  it('carries its position, and refuses to answer from before one that the reader has seen', async () => {
    const [entry] = await lookup(['K1|3']);
    expect(entry?.position).toMatch(new RegExp(`^PRODUCTION@${second}#[0-9a-f]{8}$`));
    const position = entry?.position ?? '';
    expect(await priceAt(`{ minPosition: "${position}" }`)).toBe('33.00');
    expect(await refusal(`{ minPosition: "${position.replace(`@${second}`, `@${second + 1}`)}" }`)).toBe(
      'positionAhead',
    );
    expect(await refusal(`{ minPosition: "${position}", version: ${first} }`)).toBe('positionAhead');
    expect(await refusal(`{ minPosition: "PRODUCTION@${first}#00000000" }`)).toBe('otherEpoch');
    expect(await refusal(`{ minPosition: "TEST@0#00000000" }`)).toBe('positionOfOtherChannel');
    expect(await refusal(`{ minPosition: "somewhere" }`)).toBe('noPosition');
  });

  it('refuses a point that does not exist, in the words of the reader', async () => {
    expect(await refusal(`{ version: ${second + 1} }`)).toBe('NotFound');
    expect(await refusal(`{ version: -1 }`)).toBe('NotFound');
    expect(await refusal(`{ version: 0, knownAt: "2024-06-01" }`)).toBe('versionAndKnownAt');
    expect(await refusal(`{ knownAt: "1999-01-01" }`)).toBe('nothingKnownYet');
    const unknown = await service.raw(
      `{ lookup(dictionary: "t_price", codes: ["K1|3"], point: { version: ${second + 1} }) { code } }`,
      {},
      { 'accept-language': 'en' },
    );
    expect(unknown.body.errors?.[0]?.message).toContain(`PRODUCTION@${second + 1}`);
    const dictionary = await service.raw(`{ lookup(dictionary: "nowhere", codes: ["K1|3"]) { code } }`);
    expect(dictionary.body.errors?.[0]).toMatchObject({
      message: '没有字典 nowhere。',
      extensions: { code: 'NotFound' },
    });
    const many = await service.raw(
      `query ($codes: [String!]!) { lookup(dictionary: "t_price", codes: $codes) { code } }`,
      { codes: Array.from({ length: 501 }, (_, n) => `K${n}`) },
    );
    expect(many.body.errors?.[0]?.extensions).toMatchObject({ code: 'LimitExceeded', limit: 500, given: 501 });
  });

  it('finds codes in any case where the dictionary folds case, and nowhere else', async () => {
    expect((await lookup(['box', 'BOX', 'Box', 'ＢＯＸ'], '', 't_unit')).map((entry) => entry?.code)).toEqual([
      'Box',
      'Box',
      'Box',
      'Box',
    ]);
    expect((await lookup(['bOX'], `{ version: ${first} }`, 't_unit'))[0]?.code).toBe('Box');
    expect(await lookup(['k1|3'])).toEqual([null]);
  });

  it('finds an entry by the fields of its key, and tells them', async () => {
    const { entry } = await service.gql<{ entry: { code: string; key: unknown; content: string; rows: unknown[] } }>(
      `{ entry(dictionary: "t_price", key: { item: "K1", grade: 3 }) { code key content rows { validFrom validTo } } }`,
    );
    expect(entry).toMatchObject({ code: 'K1|3', key: { item: 'K1', grade: '3' } });
    expect(entry.rows).toEqual([
      { validFrom: '2021-01-01T00:00:00.000+08:00', validTo: '2022-01-01T00:00:00.000+08:00' },
      { validFrom: '2023-01-01T00:00:00.000+08:00', validTo: null },
    ]);
    const both = await service.raw(
      `{ entry(dictionary: "t_price", code: "K2|3", key: { item: "K1", grade: 3 }) { code } }`,
    );
    expect(both.body.errors?.[0]?.extensions?.['code']).toBe('ValidationFailed');
    expect(await service.gql(`{ entry(dictionary: "t_price", code: "nobody") { code } }`)).toEqual({ entry: null });
  });
});
