import { useHospital } from '../../test/harness/hospital.js';
import { ward } from '../../test/platform/ward.fixture.js';
import { NotFound } from '../kernel/problem.js';
import { Jobs } from './jobs.js';
import { Transactor } from './transactor.js';

const eventually = async (holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It never came true.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

interface Letter {
  readonly to: string;
}

describe('a job', () => {
  const hospital = useHospital({ root: ward });
  const done: string[] = [];
  const failures = new Map<string, number>();

  beforeAll(async () => {
    const jobs = hospital.app.get(Jobs);
    const deliver = async ({ to }: Letter): Promise<void> => {
      const left = failures.get(to) ?? 0;
      failures.set(to, left - 1);
      if (left > 0) throw new Error('The receiver is down.');
      done.push(to);
    };
    jobs.handle<Letter>('letters', deliver);
    jobs.handle<Letter>('slow-letters', deliver, { expireInSeconds: 1 });
    await jobs.onApplicationBootstrap();
  });

  const enqueue = (to: string, then: () => unknown = () => null): Promise<unknown> =>
    hospital.app.get(Transactor).run(async (tx) => {
      await hospital.app.get(Jobs).enqueue(tx, 'letters', { to });
      return then();
    });
  const waiting = async (): Promise<number> => {
    const [row] = await hospital.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'letters' AND state IN ('created', 'retry', 'active')`,
    );
    return row?.count ?? 0;
  };

  it('is done after the transaction that wrote it', async () => {
    await enqueue('pharmacy');
    await eventually(() => done.includes('pharmacy'));
  });

  it('does not exist when its transaction is refused or fails', async () => {
    await enqueue('nobody', () => new NotFound('release', 'R2026-0001'));
    await expect(
      enqueue('nobody', () => {
        throw new Error('bug');
      }),
    ).rejects.toThrow('bug');
    await enqueue('somebody');
    await eventually(() => done.includes('somebody'));
    expect(done).not.toContain('nobody');
    await eventually(async () => (await waiting()) === 0);
  });

  it('is tried again when it failed', async () => {
    failures.set('laboratory', 1);
    await enqueue('laboratory');
    await eventually(() => done.includes('laboratory'), 30_000);
    expect(failures.get('laboratory')).toBe(-1);
  });

  it('is taken over when the worker that had it was killed', async () => {
    await hospital.sql(
      `INSERT INTO pgboss.job (name, data, state, started_on, expire_seconds, retry_limit, retry_delay)
       VALUES ('slow-letters', '{"to": "radiology"}', 'active', now() - interval '1 minute', 1, 5, 0)`,
    );
    await eventually(() => done.includes('radiology'), 30_000);
  });
});
