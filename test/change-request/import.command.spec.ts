import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useHospital } from '../harness/hospital.js';
import { listening } from '../harness/listening.js';
import { Program } from '../harness/process.js';

describe('npm run import', () => {
  const hospital = useHospital();
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zidian-import-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = async (csv: string, args: readonly string[]): Promise<{ code: number | null; output: string }> => {
    await writeFile(join(folder, 'table.csv'), csv);
    const env = { PATH: process.env['PATH'], ZIDIAN_URL: await listening(hospital.app), INIT_CWD: folder };
    const program = Program.run('src/change-request/import.command.ts', args, env);
    return { code: (await program.ended).code, output: program.output };
  };

  it('prints the number of the request and what the table changes', async () => {
    const csv = 'code,民族,remark\n01,汉族,一\n02,蒙古族,\n';
    const { code, output } = await run(csv, ['nation', 'table.csv', '--map', 'name=民族', '--title', '民族表']);
    expect(output).toMatch(/change request C\d{4}-\d{4}/);
    expect(output).toMatch(/changed +1\n/);
    expect(output).toMatch(/unchanged +1\n/);
    expect(code).toBe(0);
    const rows = await hospital.sql('SELECT title FROM change_request');
    expect(rows).toEqual([{ title: '民族表' }]);
  });

  it('prints every bad row with its line and column, and fails', async () => {
    const { code, output } = await run('code,sort\n01,x\n02,y\n', ['nation', 'table.csv']);
    expect(output).toMatch(/line 2，列 column sort/);
    expect(output).toMatch(/line 3，列 column sort/);
    expect(code).toBe(1);
  });

  it('says how it is used, and what it cannot find, in one sentence', async () => {
    expect(await run('code\n', ['nation'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('usage') as string,
    });
    const unknown = await run('code\n', ['no_such', 'table.csv']);
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('no_such') as string });
    const absent = await run('code\n', ['nation', 'absent.csv']);
    expect(absent).toMatchObject({ code: 1, output: expect.stringContaining('absent.csv') as string });
  });
});
