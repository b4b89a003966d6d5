import { randomUUID } from 'node:crypto';
import { useHospital } from '../../test/harness/hospital.js';
import { ward } from '../../test/platform/ward.fixture.js';
import { NotFound, ValidationFailed } from '../kernel/problem.js';
import { Idempotency, type Once } from './idempotency.js';
import { Transactor, type Tx } from './transactor.js';

const ROUNDS = 50;

describe('a mutation with an idempotency key', () => {
  const hospital = useHospital({ root: ward });
  const actorId = randomUUID();
  let made = 0;

  const call = (key: string | undefined, args: unknown = { price: '1.00' }): Once => ({
    actorId,
    key,
    operation: 'makeRelease',
    args,
  });
  /** Stands for the making of a release: one row for each time that it really happens. */
  const make = async (tx: Tx, subject: string): Promise<number> => {
    made += 1;
    await tx.query(
      `INSERT INTO idempotency_key (actor_id, key, operation, request_digest) VALUES ($1, $2, 'effect', '')`,
      [randomUUID(), subject],
    );
    return made;
  };
  const run = (once: Once, subject: string): Promise<unknown> => {
    const idempotency = hospital.app.get(Idempotency);
    return hospital.app.get(Transactor).run((tx) => idempotency.once(tx, once, () => make(tx, subject)));
  };
  const effects = async (subject: string): Promise<number> => {
    const [row] = await hospital.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM idempotency_key WHERE operation = 'effect' AND key = $1`,
      [subject],
    );
    return row?.count ?? 0;
  };

  it('is done once and answered alike however often it is sent', async () => {
    const first = await run(call('a'), 'a');
    expect(await run(call('a'), 'a')).toBe(first);
    expect(await run(call('a', { price: '1.00' }), 'a')).toBe(first);
    expect(await effects('a')).toBe(1);
  });

  it('is done each time without a key', async () => {
    await run(call(undefined), 'b');
    await run(call(undefined), 'b');
    expect(await effects('b')).toBe(2);
  });

  it('is refused when the same key comes with something else, or is too long', async () => {
    await run(call('c'), 'c');
    const other = await run(call('c', { price: '2.00' }), 'c');
    expect(other).toBeInstanceOf(ValidationFailed);
    expect((other as ValidationFailed).issues).toMatchObject([
      { path: 'idempotencyKey', code: 'idempotencyKeyReused' },
    ]);
    expect(await run(call('x'.repeat(200)), 'n')).not.toBeInstanceOf(ValidationFailed);
    expect(await run(call('x'.repeat(201)), 'n1')).toBeInstanceOf(ValidationFailed);
    expect(await run(call(''), 'n1')).toBeInstanceOf(ValidationFailed);
    expect(await effects('n1')).toBe(0);
  });

  it('may be sent again with the same key once it was refused', async () => {
    const idempotency = hospital.app.get(Idempotency);
    const transactor = hospital.app.get(Transactor);
    const refuse = (): Promise<NotFound> => Promise.resolve(new NotFound('release', 'R2026-0001'));
    expect(await transactor.run((tx) => idempotency.once<unknown>(tx, call('d'), refuse))).toBeInstanceOf(NotFound);
    expect(await run(call('d'), 'd')).not.toBeInstanceOf(NotFound);
    expect(await effects('d')).toBe(1);
  });

  it('keeps two people with one key apart', async () => {
    await run(call('e'), 'e');
    await run({ ...call('e'), actorId: randomUUID() }, 'e');
    expect(await effects('e')).toBe(2);
  });

  it('is done once when it is sent twice at the same moment, in every one of many rounds', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const subject = `race-${round}`;
      const answers = await Promise.all([1, 2, 3].map(() => run(call(subject), subject)));
      expect(new Set(answers).size).toBe(1);
      expect(await effects(subject)).toBe(1);
    }
  });

  it('is done twice where the key is looked up before it is written, so the race is a real one', async () => {
    const transactor = hospital.app.get(Transactor);
    const lookFirst = (subject: string): Promise<unknown> =>
      transactor.run(async (tx) => {
        const known = await tx.query<unknown[]>('SELECT FROM idempotency_key WHERE actor_id = $1 AND key = $2', [
          actorId,
          subject,
        ]);
        if (known.length > 0) return null;
        await make(tx, subject);
        await tx.query(
          `INSERT INTO idempotency_key (actor_id, key, operation, request_digest) VALUES ($1, $2, 'x', '') ON CONFLICT DO NOTHING`,
          [actorId, subject],
        );
        return null;
      });
    let twice = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([lookFirst(`naive-${round}`), lookFirst(`naive-${round}`)]);
      if ((await effects(`naive-${round}`)) > 1) twice += 1;
    }
    expect(twice).toBeGreaterThan(0);
  });
});
