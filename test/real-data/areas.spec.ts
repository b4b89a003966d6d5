import { useHospital } from '../harness/hospital.js';
import {
  carryImport,
  describeWithData,
  fileOf,
  type Imported,
  liveEntries,
  productionVersion,
  upload,
} from './data.js';

/** Codes and names, read as plainly as can be: nothing of the import is trusted to check the import. */
type Areas = ReadonlyMap<string, string>;

const areasOf = (day: string): Areas => {
  const [, ...lines] = fileOf(`cn_admin_divisions/areas_asof_${day}.csv`).toString('utf8').trim().split(/\r?\n/);
  return new Map(
    lines.map((line) => {
      const [code = '', name = ''] = line.split(',');
      return [code, name.replaceAll('"', '')];
    }),
  );
};

interface Sets {
  readonly added: readonly string[];
  readonly retired: readonly string[];
  readonly renamed: readonly string[];
}

const compareSets = (before: Areas, after: Areas): Sets => ({
  added: [...after.keys()].filter((code) => !before.has(code)).sort(),
  retired: [...before.keys()].filter((code) => !after.has(code)).sort(),
  renamed: [...after.keys()].filter((code) => before.has(code) && before.get(code) !== after.get(code)).sort(),
});

interface Difference {
  readonly code: string;
  readonly kind: string;
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
}

const YEARS = ['2019-10-31', '2020-06-30', '2021-10-31', '2022-10-31'] as const;

describeWithData('the areas of China, year by year', () => {
  const hospital = useHospital();
  let held: Areas = new Map();

  const compare = async (from: number, to: number): Promise<readonly Difference[]> => {
    const query = `query($from: PointInput!, $to: PointInput!, $after: String) {
      compare(dictionary: "area", from: $from, to: $to, first: 500, after: $after) {
        nodes { code kind fields { field before after } } pageInfo { hasNextPage endCursor } } }`;
    interface Page {
      readonly compare: {
        readonly nodes: readonly Difference[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const found: Difference[] = [];
    for (let after: string | undefined, more = true; more;) {
      const variables = { from: { version: from }, to: { version: to }, after };
      const { compare: page } = await hospital.as('monitor').gql<Page>(query, variables);
      found.push(...page.nodes);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    return found;
  };

  /** A year's file becomes one request, is signed, and carried to PRODUCTION; then it is what the service says. */
  const take = async (day: string, expected: Sets): Promise<void> => {
    const before = await productionVersion(hospital);
    const file = fileOf(`cn_admin_divisions/areas_asof_${day}.csv`);
    const imported = await upload(hospital, 'public-maintainer', `dictionary=area&mode=replace&title=${day}`, file);
    expect(imported).toMatchObject({
      added: expected.added.length,
      retired: expected.retired.length,
      changed: expected.renamed.length,
      revived: 0,
    } satisfies Partial<Imported>);
    await carryImport(hospital, imported);
    const after = await productionVersion(hospital);
    expect(after).toBe(before + 1);
    const found = await compare(before, after);
    const codes = (kind: string) => found.filter((one) => one.kind === kind).map(({ code }) => code);
    expect({ added: codes('ADDED'), retired: codes('RETIRED'), renamed: codes('CHANGED') }).toEqual(expected);
    expect(found.length).toBe(expected.added.length + expected.retired.length + expected.renamed.length);
    const renamed = found.filter(({ kind }) => kind === 'CHANGED');
    const names = renamed.map(({ code, fields }) => [code, fields.find(({ field }) => field === 'name')?.after]);
    const now = areasOf(day);
    expect(names).toEqual(expected.renamed.map((code) => [code, now.get(code)]));
    expect(await liveEntries(hospital, 'area')).toBe(now.size);
    held = now;
  };

  it('2018 takes the place of the sample hospital’s, in one request, on three channels', async () => {
    const rows = await hospital.sql<{ code: string; name: string }>(
      `SELECT code, row_values ->> 'name' AS name FROM head_row WHERE channel = 'PRODUCTION' AND dictionary = 'area'`,
    );
    const expected = compareSets(new Map(rows.map(({ code, name }) => [code, name])), areasOf('2018-10-31'));
    expect(expected.added.length).toBeGreaterThan(2_000);
    await take('2018-10-31', expected);
  }, 120_000);

  it.each(YEARS)(
    '%s becomes exactly what was added, retired and renamed',
    async (day) => {
      await take(day, compareSets(held, areasOf(day)));
    },
    60_000,
  );

  it('2019 was 21 added, 30 retired and 3 renamed', () => {
    const { added, retired, renamed } = compareSets(areasOf('2018-10-31'), areasOf('2019-10-31'));
    expect([added.length, retired.length, renamed.length]).toEqual([21, 30, 3]);
  });

  it('and every channel verifies; a retired area stays resolvable under its last name', async () => {
    for (const channel of ['TEST', 'PILOT', 'PRODUCTION']) {
      const { verifyChannel } = await hospital
        .as('monitor')
        .gql<{ verifyChannel: object }>(
          'query($channel: String!) { verifyChannel(channel: $channel) { intact brokenAt detail } }',
          { channel },
        );
      expect(verifyChannel).toEqual({ intact: true, brokenAt: null, detail: null });
    }
    const [code = ''] = compareSets(areasOf('2018-10-31'), areasOf('2019-10-31')).retired;
    const { entry } = await hospital.anonymous.gql<{ entry: object }>(
      'query($code: String!) { entry(dictionary: "area", code: $code) { status name row { values } } }',
      { code },
    );
    expect(entry).toEqual({ status: 'RETIRED', name: areasOf('2018-10-31').get(code), row: null });
  });
});
