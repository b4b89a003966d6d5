import { useHospital } from '../harness/hospital.js';
import { carryImport, describeWithData, fileOf, upload } from './data.js';

const categories = (): ReadonlyMap<string, string> => {
  const [, ...lines] = fileOf('icd10_cn/disease.csv').toString('utf8').trim().split(/\r?\n/);
  return new Map(lines.map((line) => line.split('\t') as [string, string]));
};

describeWithData('the Chinese categories of ICD-10', () => {
  const hospital = useHospital();

  it('load beside what the hospital has, and each is found under its code', async () => {
    const expected = categories();
    const known = await hospital.sql<{ code: string; name: string }>(
      `SELECT code, row_values ->> 'name' AS name FROM head_row WHERE channel = 'PRODUCTION' AND dictionary = 'icd10'`,
    );
    const before = new Map(known.map(({ code, name }) => [code, name]));
    const fresh = [...expected.keys()].filter((code) => !before.has(code));
    const file = fileOf('icd10_cn/disease.csv');
    const imported = await upload(hospital, 'public-maintainer', 'dictionary=icd10&map=name%3Ddisease', file);
    expect(imported).toMatchObject({ added: fresh.length, retired: 0, revived: 0 });
    expect(imported.added + imported.changed + imported.unchanged).toBe(expected.size);
    await carryImport(hospital, imported);

    const rows = await hospital.sql<{ code: string; name: string }>(
      `SELECT code, row_values ->> 'name' AS name FROM head_row WHERE channel = 'PRODUCTION' AND dictionary = 'icd10'`,
    );
    const after = new Map(rows.map(({ code, name }) => [code, name]));
    expect([...expected].filter(([code, name]) => after.get(code) !== name)).toEqual([]);
    expect(after.size).toBe(before.size + fresh.length);
  }, 120_000);

  it('are found by the initials of their pinyin, which the file does not have', async () => {
    const { entries } = await hospital.anonymous.gql<{ entries: { nodes: { code: string; name: string }[] } }>(
      '{ entries(dictionary: "icd10", search: "shanghanhefu", first: 5) { nodes { code name } } }',
    );
    expect(entries.nodes).toContainEqual({ code: 'A01', name: categories().get('A01') });
  });
});
