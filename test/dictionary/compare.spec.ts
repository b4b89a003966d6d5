import { existsSync, readFileSync } from 'node:fs';
import { statusAt, type Timeline, type Values } from '../../src/kernel/timeline.js';
import { defined, seed, type SeedEntry, undated } from '../harness/seed.js';
import { AREA, PRICE } from './definitions.fixture.js';
import { useService } from './service.js';

interface Difference {
  dictionary: string;
  code: string;
  kind: string;
  before: { row: { values: Values } | null } | null;
  after: { row: { values: Values } | null } | null;
  fields: {
    field: string;
    before: unknown;
    after: unknown;
    cosmetic: boolean;
    parts: { kind: string; text: string }[] | null;
  }[];
}
interface Comparison {
  totalCount: number;
  counts: Record<'added' | 'changed' | 'retired' | 'revived' | 'absent', number>;
  from: string;
  to: string;
  nodes: Difference[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const year = (n: number): string => `${n}-01-01T00:00:00.000Z`;
const period = (from: number, to: number | null, values: Values): Timeline['rows'][number] => ({
  from: year(from),
  ...(to === null ? {} : { to: year(to) }),
  values,
});
const at = (version: number, more = ''): string => `{ version: ${version} ${more} }`;

describe('comparing two points', () => {
  const service = useService();

  const compare = async (
    from: string,
    to: string,
    args = '',
    variables: Record<string, unknown> = {},
  ): Promise<Comparison> =>
    (
      await service.gql<{ compare: Comparison }>(
        `query ($after: String) { compare(from: ${from}, to: ${to}, after: $after ${args}) { totalCount from to counts { added changed retired revived absent } pageInfo { hasNextPage endCursor }
        nodes { dictionary code kind before { row { values } } after { row { values } } fields { field before after cosmetic parts { kind text } } } } }`,
        variables,
      )
    ).compare;
  const price = (code: string, ...rows: Timeline['rows']): SeedEntry => ({
    dictionary: 't_price',
    code,
    timeline: { rows },
  });
  const kinds = ({ nodes }: Comparison): string[] => nodes.map(({ code, kind }) => `${kind} ${code}`);

  beforeAll(async () => {
    await seed(service.owner, 'PRODUCTION', [defined(PRICE), defined(AREA)]);
    await seed(service.owner, 'TEST', [defined(PRICE), defined(AREA)]);
  });

  it('tells added, changed, retired, revived and absent, and the fields of each', async () => {
    const before = await seed(service.owner, 'PRODUCTION', [
      price('A1|1', period(2001, null, { price: '1.0' })),
      price(
        'A2|1',
        period(2001, null, {
          price: '2',
          notice: '凭处方销售，限门诊使用，每次不超过七日用量，慢性病可延长至三十日用量，须注明理由。',
        }),
      ),
      price('A3|1', period(2001, null, { price: '3' })),
      price('A4|1', period(2001, 2002, { price: '4' })),
      price('A5|1', period(2001, null, { price: '5' })),
    ]);
    const after = await seed(service.owner, 'PRODUCTION', [
      price('A1|1', period(2001, null, { price: '1.00' })),
      price(
        'A2|1',
        period(2001, null, {
          price: '2',
          notice: '凭处方销售，限门诊使用，每次不超过十四日用量，慢性病可延长至三十日用量，须注明理由。',
        }),
      ),
      price('A3|1', period(2001, 2003, { price: '3' })),
      price('A4|1', period(2001, 2002, { price: '4' }), period(2005, null, { price: '4.5' })),
      { dictionary: 't_price', code: 'A5|1', timeline: null },
      price('A6|1', period(2001, null, { price: '6' })),
    ]);
    const forward = await compare(at(before), at(after));
    expect(kinds(forward)).toEqual([
      'CHANGED A1|1',
      'CHANGED A2|1',
      'RETIRED A3|1',
      'REVIVED A4|1',
      'ABSENT A5|1',
      'ADDED A6|1',
    ]);
    expect(forward.counts).toEqual({ added: 1, changed: 2, retired: 1, revived: 1, absent: 1 });
    expect(forward.totalCount).toBe(6);
    expect(forward.from).toMatch(`PRODUCTION@${before}#`);
    const [a1, a2, a3, a4, , a6] = forward.nodes;
    expect(a1?.fields).toEqual([{ field: 'price', before: '1.0', after: '1.00', cosmetic: true, parts: null }]);
    expect(a2?.fields[0]?.parts?.filter(({ kind }) => kind !== 'KEPT').length).toBeGreaterThan(0);
    expect(a3?.fields).toEqual([]);
    expect(a3).toMatchObject({ before: { row: { values: { price: '3' } } }, after: { row: null } });
    expect(a4?.fields).toEqual([{ field: 'price', before: '4', after: '4.5', cosmetic: false, parts: null }]);
    expect(a6).toMatchObject({ before: null, fields: [{ field: 'price', before: null, after: '6' }] });
    const back = await compare(at(after), at(before));
    expect(kinds(back)).toEqual([
      'CHANGED A1|1',
      'CHANGED A2|1',
      'REVIVED A3|1',
      'RETIRED A4|1',
      'ADDED A5|1',
      'ABSENT A6|1',
    ]);
    expect(back.counts).toEqual({ added: 1, changed: 2, retired: 1, revived: 1, absent: 1 });
    expect(await compare(at(after), at(after))).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('shows a price that is planned, though the one of today is the same', async () => {
    const before = await seed(service.owner, 'PRODUCTION', [price('B1|1', period(2001, null, { price: '1' }))]);
    const after = await seed(service.owner, 'PRODUCTION', [
      price('B1|1', period(2001, 2099, { price: '1' }), period(2099, null, { price: '9' })),
    ]);
    const { nodes } = await compare(at(before), at(after));
    expect(nodes).toMatchObject([{ kind: 'CHANGED', fields: [{ field: 'price', before: '1', after: '9' }] }]);
  });

  it('compares two instants of one version: what turned between them', async () => {
    const version = await seed(service.owner, 'PRODUCTION', [
      price('C1|1', period(2010, 2020, { price: '1' }), period(2020, null, { price: '2' })),
      price('C2|1', period(2010, 2020, { price: '1' })),
      price('C3|1', period(2010, null, { price: '1' })),
      price('C4|1', period(2020, null, { price: '7' })),
    ]);
    const within = (from: number, to: number): Promise<Comparison> =>
      compare(at(version, `at: "${year(from)}"`), at(version, `at: "${year(to)}"`), 'dictionary: "t_price"');
    const turned = (await within(2019, 2021)).nodes.filter(({ code }) => code.startsWith('C'));
    expect(turned.map(({ code, kind }) => [code, kind])).toEqual([
      ['C1|1', 'CHANGED'],
      ['C2|1', 'RETIRED'],
      ['C4|1', 'CHANGED'],
    ]);
    expect(turned[0]?.fields).toMatchObject([{ field: 'price', before: '1', after: '2' }]);
    expect((await within(2021, 2022)).nodes.filter(({ code }) => code.startsWith('C'))).toEqual([]);
    const later = await seed(service.owner, 'PRODUCTION', [price('C1|1', period(2010, null, { price: '1' }))]);
    expect((await within(2019, 2021)).nodes.filter(({ code }) => code.startsWith('C')).map(({ code }) => code)).toEqual(
      ['C1|1', 'C2|1', 'C4|1'],
    );
    expect((await within(2021, 2019)).counts).toEqual({
      ...(await within(2019, 2021)).counts,
      retired: 0,
      revived: 1,
      changed: expect.any(Number) as number,
    });
    expect(later).toBe(version + 1);
  });

  it('compares two channels', async () => {
    await seed(service.owner, 'TEST', [
      price('A1|1', period(2001, null, { price: '1.00' })),
      price('T9|1', period(2001, null, { price: '9' })),
    ]);
    const { nodes } = await compare(
      '{ channel: "PRODUCTION" }',
      '{ channel: "TEST" }',
      'dictionary: "t_price", first: 150',
    );
    const found = new Map(nodes.map(({ code, kind }) => [code, kind]));
    expect(found.get('T9|1')).toBe('ADDED');
    expect(found.get('A2|1')).toBe('ABSENT');
    expect(found.has('A1|1')).toBe(false);
  });

  it('pages in the order of codes and stays on the versions of its first page', async () => {
    const before = await seed(service.owner, 'PRODUCTION', [undated('t_area', '11', { name: '北京市' })]);
    await seed(
      service.owner,
      'PRODUCTION',
      Array.from({ length: 7 }, (_, n) => undated('t_area', `110${n}`, { name: `区${n}` })),
    );
    const first = await compare(at(before), '{}', 'first: 3');
    expect(first.nodes.map(({ code }) => code)).toEqual(['1100', '1101', '1102']);
    await seed(service.owner, 'PRODUCTION', [undated('t_area', '11035', { name: '新' })]);
    const second = await compare(at(before), '{}', 'first: 3', { after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ code }) => code)).toEqual(['1103', '1104', '1105']);
    expect(second.totalCount).toBe(7);
    expect(second.to).toBe(first.to);
    const { body } = await service.raw(
      `{ compare(from: { version: 0 }, to: {}, after: "${first.pageInfo.endCursor}") { totalCount } }`,
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({ issues: [{ code: 'badCursor' }] });
    const none = await service.raw(`{ compare(from: {}, to: {}, dictionary: "nowhere") { totalCount } }`);
    expect(none.body.errors?.[0]?.extensions?.['code']).toBe('NotFound');
  });

  it('agrees with the timelines of any two versions, however many they touched', async () => {
    const versions: { version: number; held: Map<string, Timeline> }[] = [];
    let held = new Map<string, Timeline>();
    for (let round = 0; round < 5; round++) {
      const changes = Array.from({ length: 20 }, (_, n): SeedEntry => ({
        dictionary: 't_price',
        code: `M${(n * 7 + round * 3) % 23}|2`,
        timeline:
          (n + round) % 6 === 0
            ? null
            : { rows: [period(2000 + (n % 3), (n + round) % 4 === 0 ? 2010 : null, { price: `${(n * round) % 3}` })] },
      })).filter(({ code, timeline }) => timeline !== null || held.has(code));
      held = new Map(held);
      for (const { code, timeline } of changes)
        if (timeline) held.set(code, timeline);
        else held.delete(code);
      const last = new Map(changes.map((change) => [change.code, change]));
      versions.push({ version: await seed(service.owner, 'PRODUCTION', [...last.values()]), held });
    }
    const now = new Date().toISOString();
    for (const from of versions) {
      for (const to of versions) {
        const wanted = [...new Set([...from.held.keys(), ...to.held.keys()])].sort().flatMap((code) => {
          const [was, is] = [from.held.get(code), to.held.get(code)];
          if (JSON.stringify(was) === JSON.stringify(is)) return [];
          if (!was || !is) return [`${was ? 'ABSENT' : 'ADDED'} ${code}`];
          const [before, after] = [statusAt(was, now) === 'RETIRED', statusAt(is, now) === 'RETIRED'];
          return [`${before === after ? 'CHANGED' : after ? 'RETIRED' : 'REVIVED'} ${code}`];
        });
        const found = await compare(at(from.version), at(to.version), 'dictionary: "t_price", first: 150');
        expect(kinds(found)).toEqual(wanted);
        expect(found.totalCount).toBe(wanted.length);
        expect(found.counts.retired).toBe(wanted.filter((line) => line.startsWith('RETIRED')).length);
      }
    }
  });

  const AREAS = new URL('../../../shared/data/cn_admin_divisions/', import.meta.url);
  const areas = (date: string): Map<string, string> =>
    new Map(
      readFileSync(new URL(`areas_asof_${date}.csv`, AREAS), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => {
          const [code = '', name = ''] = line.replace(/[\r"]/g, '').split(',');
          return [code, name] as const;
        }),
    );

  (existsSync(AREAS) ? it : it.skip)(
    'shows what the administrative divisions of 2019 changed: 21 added, 30 retired, 3 renamed (needs ../shared/data)',
    async () => {
      const [old, current] = [areas('2018-10-31'), areas('2019-10-31')];
      const before = await seed(
        service.owner,
        'PRODUCTION',
        [...old].map(([code, name]) => undated('t_area', code, { name })),
      );
      const gone = [...old].filter(([code]) => !current.has(code));
      const after = await seed(service.owner, 'PRODUCTION', [
        ...[...current].map(([code, name]) => undated('t_area', code, { name })),
        ...gone.map(([code, name]): SeedEntry => ({
          dictionary: 't_area',
          code,
          timeline: { rows: [{ values: { name } }], retired: true },
        })),
      ]);
      const found = await compare(at(before), at(after), 'dictionary: "t_area", first: 100');
      expect(found.counts).toEqual({ added: 21, retired: 30, changed: 3, revived: 0, absent: 0 });
      expect(found.nodes).toHaveLength(54);
      for (const { fields } of found.nodes.filter(({ kind }) => kind === 'CHANGED'))
        expect(fields.map(({ field }) => field)).toEqual(['name']);
    },
  );
});
