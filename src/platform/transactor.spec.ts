import { useHospital } from '../../test/harness/hospital.js';
import { ward } from '../../test/platform/ward.fixture.js';
import { Busy, NotFound } from '../kernel/problem.js';
import { Transactor, type Tx } from './transactor.js';

describe('a transaction', () => {
  const hospital = useHospital({ root: ward });
  const transactor = (): Transactor => hospital.app.get(Transactor);

  beforeAll(async () => {
    await hospital.sql('CREATE TABLE bed (id int PRIMARY KEY, sheets int NOT NULL)');
    await hospital.sql('GRANT ALL ON bed TO zidian_service');
  });
  beforeEach(async () => {
    await hospital.sql('TRUNCATE bed');
    await hospital.sql('INSERT INTO bed VALUES (1, 0), (2, 0)');
  });
  const sheets = async (): Promise<number[]> => {
    const rows = await hospital.sql<{ sheets: number }>('SELECT sheets FROM bed ORDER BY id');
    return rows.map((row) => row.sheets);
  };
  const add = (tx: Tx, id: number): Promise<unknown> =>
    tx.query('UPDATE bed SET sheets = sheets + 1 WHERE id = $1', [id]);

  it('keeps what its work answers with', async () => {
    expect(await transactor().run((tx) => add(tx, 1).then(() => 'done'))).toBe('done');
    expect(await sheets()).toEqual([1, 0]);
  });

  it('keeps nothing of work that is refused, and gives the refusal back', async () => {
    const refusal = new NotFound('entry', '1');
    expect(await transactor().run((tx) => add(tx, 1).then(() => refusal))).toBe(refusal);
    expect(await sheets()).toEqual([0, 0]);
  });

  it('keeps nothing of work that fails, and lets the failure through', async () => {
    const work = (tx: Tx): Promise<never> => add(tx, 1).then(() => Promise.reject(new Error('bug')));
    await expect(transactor().run(work)).rejects.toThrow('bug');
    expect(await sheets()).toEqual([0, 0]);
  });

  it('runs the whole work again after a deadlock, so that both of two people succeed', async () => {
    let runs = 0;
    const inOrder = (first: number, second: number): Promise<unknown> =>
      transactor().run(async (tx) => {
        runs += 1;
        await add(tx, first);
        await tx.query('SELECT pg_sleep(0.1)');
        return add(tx, second);
      });
    await Promise.all([inOrder(1, 2), inOrder(2, 1)]);
    expect(await sheets()).toEqual([2, 2]);
    expect(runs).toBeGreaterThan(2);
  });

  it('runs the work again after a serialization failure, and gives up in the end', async () => {
    let runs = 0;
    const work = (tx: Tx): Promise<unknown> => {
      runs += 1;
      return tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    };
    await expect(transactor().run(work)).rejects.toThrow('again');
    expect(runs).toBe(4);
  });

  it('answers Busy when somebody holds the lock for longer than people wait', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let taken: () => void = () => undefined;
    const holding = new Promise<void>((resolve) => (taken = resolve));
    const holder = transactor().run(async (tx) => {
      await add(tx, 1);
      taken();
      await held;
    });
    await holding;
    const answer = await transactor().run(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '100ms'`);
      return add(tx, 1);
    });
    release();
    await holder;
    expect(answer).toBeInstanceOf(Busy);
  });
});
