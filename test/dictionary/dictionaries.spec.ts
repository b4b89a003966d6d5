import { createHash } from 'node:crypto';
import { defined, seed, undated } from '../harness/seed.js';
import { AREA, PRICE, UNIT } from './definitions.fixture.js';
import { useService } from './service.js';

interface Dictionary {
  code: string;
  kind: string;
  entryCount: number;
  lastChangedVersion: number;
  digest: string;
}

describe('what dictionaries there are', () => {
  const service = useService();
  let first = 0;
  let second = 0;

  const figures = async (code: string, point = '{}'): Promise<Dictionary | null> =>
    (
      await service.gql<{ dictionary: Dictionary | null }>(
        `{ dictionary(code: "${code}", point: ${point}) { code kind entryCount lastChangedVersion digest } }`,
      )
    ).dictionary;
  const contents = async (): Promise<Map<string, string>> => {
    const rows = await service.owner.query<{ code: string; hash: string }[]>(
      `SELECT code, encode(content, 'hex') AS hash FROM entry_head WHERE channel = 'PRODUCTION' AND dictionary = 't_unit'`,
    );
    return new Map(rows.map(({ code, hash }) => [code, hash]));
  };
  const digestOf = (held: Map<string, string>): string =>
    createHash('sha256')
      .update(
        [...held]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([code, hash]) => `${code}\t${hash}`)
          .join('\n'),
      )
      .digest('hex');

  beforeAll(async () => {
    first = await seed(service.owner, 'PRODUCTION', [
      defined(UNIT),
      defined(AREA),
      undated('t_unit', 'BOX', { name: '盒' }),
      undated('t_unit', 'PCS', { name: '片' }),
      { dictionary: 't_unit', code: 'OLD', timeline: { rows: [{ values: { name: '旧' } }], retired: true } },
    ]);
    second = await seed(service.owner, 'PRODUCTION', [
      defined(PRICE),
      undated('t_unit', 'BAG', { name: '袋' }),
      { dictionary: 't_unit', code: 'PCS', timeline: null },
    ]);
  });

  it('counts the entries whose row holds, at any version and instant', async () => {
    expect(await figures('t_unit')).toMatchObject({ entryCount: 2, lastChangedVersion: second });
    expect(await figures('t_unit', `{ version: ${first} }`)).toMatchObject({
      entryCount: 2,
      lastChangedVersion: first,
    });
    const [price] = [
      {
        dictionary: 't_price',
        code: 'K1|1',
        timeline: {
          rows: [{ from: '2020-01-01T00:00:00.000Z', to: '2021-01-01T00:00:00.000Z', values: { price: '1' } }],
        },
      },
    ];
    await seed(service.owner, 'PRODUCTION', price ? [price] : []);
    expect(await figures('t_price', '{ at: "2020-06-01" }')).toMatchObject({ entryCount: 1 });
    expect(await figures('t_price', '{ at: "2021-06-01" }')).toMatchObject({ entryCount: 0 });
    expect(await figures('t_price', `{ version: ${second}, at: "2020-06-01" }`)).toMatchObject({
      entryCount: 0,
      lastChangedVersion: second,
    });
  });

  it('has one digest for one content, which anybody can recompute', async () => {
    const held = await contents();
    expect((await figures('t_unit'))?.digest).toBe(digestOf(held));
    const before = (await figures('t_unit', `{ version: ${first} }`))?.digest;
    expect(before).not.toBe(digestOf(held));
    await seed(service.owner, 'PRODUCTION', [
      undated('t_unit', 'PCS', { name: '片' }),
      { dictionary: 't_unit', code: 'BAG', timeline: null },
    ]);
    expect((await figures('t_unit'))?.digest).toBe(before);
    expect((await figures('t_area'))?.digest).toBe(createHash('sha256').digest('hex'));
  });

  it('knows no dictionary before the version that brought it', async () => {
    expect(await figures('t_price', `{ version: ${first} }`)).toBeNull();
    expect(await figures('t_price')).toMatchObject({ code: 't_price' });
    expect(await figures('nowhere')).toBeNull();
  });

  it('tells fields, keys and references in the language of the reader', async () => {
    const query = `{ dictionary(code: "charge_price") { name help key dated codePattern content position
      fields { name label type required inKey reference { kind dictionary mustExist } options { value label } }
      references { dictionary field { name } } referencedBy { dictionary field { name } } } }`;
    const chinese = await service.raw(query);
    const english = await service.raw(query, {}, { 'accept-language': 'en' });
    const of = (answer: typeof chinese) =>
      answer.body.data?.['dictionary'] as {
        name: string;
        key: string[];
        fields: { name: string; label: string; inKey: boolean }[];
        references: { field: { name: string } }[];
      };
    expect(of(chinese)).toMatchObject({ key: ['item', 'grade'], dated: true });
    expect(of(chinese).name).toMatch(/\p{Script=Han}/u);
    expect(of(english).name).not.toMatch(/\p{Script=Han}/u);
    expect(of(chinese).fields.find(({ name }) => name === 'item')).toMatchObject({ inKey: true });
    expect(of(english).fields.every(({ label }) => !/\p{Script=Han}/u.test(label))).toBe(true);
    expect(of(chinese).references.map(({ field }) => field.name)).toContain('item');
    const { dictionary } = await service.gql<{ dictionary: { referencedBy: { dictionary: string }[] } }>(
      `{ dictionary(code: "charge_item") { referencedBy { dictionary field { name reference { dictionaries { value dictionary } } } } } }`,
    );
    expect(dictionary.referencedBy.map((each) => each.dictionary)).toEqual(
      expect.arrayContaining(['charge_price', 'clinic_charge_map']),
    );
  });

  it('lists them by kind, with the definition of definitions among the system’s', async () => {
    const { dictionaries } = await service.gql<{ dictionaries: Dictionary[] }>(
      `{ dictionaries(kind: SYSTEM) { code kind entryCount lastChangedVersion digest } }`,
    );
    const codes = dictionaries.map(({ code }) => code);
    expect(codes).toEqual([...codes].sort());
    expect(codes).toContain('dictionary');
    expect(new Set(dictionaries.map(({ kind }) => kind))).toEqual(new Set(['SYSTEM']));
    const { dictionaries: all } = await service.gql<{ dictionaries: { code: string; retired: boolean }[] }>(
      `{ dictionaries { code retired } }`,
    );
    expect(dictionaries.find(({ code }) => code === 'dictionary')?.entryCount).toBe(
      all.filter(({ retired }) => !retired).length - 1,
    );
  });

  it('says where each channel stands', async () => {
    const { channels } = await service.gql<{
      channels: { code: string; version: number; order: number; head: string; position: string }[];
    }>(`{ channels { code name version epoch head order position } }`);
    expect(channels.map(({ code, order }) => [code, order])).toEqual([
      ['TEST', 1],
      ['PILOT', 2],
      ['PRODUCTION', 3],
    ]);
    expect(channels[2]?.head).toMatch(/^[0-9a-f]{64}$/);
    expect(channels[2]?.position).toMatch(new RegExp(`^PRODUCTION@${channels[2]?.version}#`));
  });
});

describe('the history of an entry', () => {
  const service = useService();

  it('tells what each version made of it, newest first, up to the version read', async () => {
    const versions = [
      await seed(
        service.owner,
        'PRODUCTION',
        [defined(UNIT), undated('t_unit', 'BOX', { name: '盒' })],
        '2024-05-01T00:00:00.000Z',
      ),
      await seed(service.owner, 'PRODUCTION', [{ dictionary: 't_unit', code: 'BOX', timeline: null }]),
      await seed(service.owner, 'PRODUCTION', [undated('t_unit', 'BOX', { name: '纸盒' })]),
    ];
    const history = async (args: string, point = '{}') =>
      (
        await service.gql<{
          entry: {
            history: {
              totalCount: number;
              pageInfo: { hasNextPage: boolean; endCursor: string };
              nodes: { version: number; content: string | null; rows: { values: { name: string } }[] }[];
            };
          };
        }>(
          `{ entry(dictionary: "t_unit", code: "BOX", point: ${point}) { history(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { channel version position appliedAt content rows { values } } } } }`,
        )
      ).entry.history;
    const whole = await history('first: 10');
    expect(whole.nodes.map(({ version, rows }) => [version, ...rows.map(({ values }) => values.name)])).toEqual([
      [versions[2], '纸盒'],
      [versions[1]],
      [versions[0], '盒'],
    ]);
    expect(whole.nodes[1]?.content).toBeNull();
    expect(whole.totalCount).toBe(3);
    const page = await history('first: 2');
    expect(page.pageInfo.hasNextPage).toBe(true);
    const next = await history(`first: 2, after: "${page.pageInfo.endCursor}"`);
    expect(next.nodes.map(({ version }) => version)).toEqual([versions[0]]);
    expect((await history('first: 10', `{ version: ${versions[0]} }`)).totalCount).toBe(1);
    const { body } = await service.raw(
      `{ entry(dictionary: "t_unit", code: "BOX") { history(after: "x") { totalCount } } }`,
    );
    expect(body.errors?.[0]?.extensions?.['code']).toBe('ValidationFailed');
  });
});
