import { DataSource, type EntityManager } from 'typeorm';
import { serviceOptions } from '../../src/platform/data-source.js';
import { Transactor } from '../../src/platform/transactor.js';
import { useHospital } from '../harness/hospital.js';
import { atOnce, type Chance, faultsOf, firstFaults, type Round, ROUNDS, seededChance } from './race.js';

/** Runs some work in a transaction: our transactor, or one that gives up. */
type Runner = (work: (tx: EntityManager) => Promise<string>) => Promise<unknown>;

/** Both hold their first lock before either asks for its second: certain deadlock, the first time round. */
const meeting = (parties: number) => {
  let missing = parties;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return (): Promise<void> => {
    if (--missing === 0) open();
    return all;
  };
};

const lock = (tx: EntityManager, channel: string): Promise<unknown> =>
  tx.query('SELECT FROM channel WHERE code = $1 FOR UPDATE', [channel]);

/** Two workers who take two channels' locks in opposite order. */
const crossing = (run: Runner, chance: Chance): Round => {
  const worker = async (first: string, second: string, met: () => Promise<void>): Promise<string> => {
    let attempts = 0;
    const outcome = await run(async (tx) => {
      attempts += 1;
      await lock(tx, first);
      if (attempts === 1) await met();
      await lock(tx, second);
      return 'done';
    }).catch((error: Error) => error.message);
    return String(outcome);
  };
  return async () => {
    const met = meeting(2);
    const outcomes = await atOnce(
      chance,
      () => worker('TEST', 'PILOT', met),
      () => worker('PILOT', 'TEST', met),
    );
    return outcomes.filter((outcome) => outcome !== 'done');
  };
};

describe('two workers who lock in opposite order', () => {
  const hospital = useHospital();
  let db: DataSource | undefined;

  /** PostgreSQL looks for a deadlock after a second; 200 rounds cannot wait so long. */
  beforeAll(async () => {
    const name = new URL(hospital.ownerUrl).pathname.slice(1);
    await hospital.sql(`ALTER DATABASE ${name} SET deadlock_timeout = '10ms'`);
    db = await new DataSource(serviceOptions(hospital.ownerUrl)).initialize();
  });
  afterAll(() => db?.destroy());
  const source = (): DataSource => {
    if (!db) throw new Error('there is no connection yet');
    return db;
  };

  it('both finish, and nobody hears of the deadlock', async () => {
    const transactor = new Transactor(source());
    const round = crossing((work) => transactor.run(work), seededChance('deadlock'));
    expect(await faultsOf(ROUNDS, round)).toEqual([]);
  });

  it('planted: without a second attempt, one of them is seen to fail', async () => {
    const once: Runner = (work) => source().transaction('READ COMMITTED', work);
    const harm = /deadlock detected/;
    const faults = await firstFaults(5, crossing(once, seededChance('planted deadlock')), harm);
    expect(faults.join('\n')).toMatch(harm);
  });
});
