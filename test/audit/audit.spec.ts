import { Audit } from '../../src/audit/audit.js';
import { AuditStore } from '../../src/audit/audit.store.js';
import { linkHash } from '../../src/audit/core/chain.js';
import { digestOf } from '../../src/kernel/digest.js';
import { Busy } from '../../src/kernel/problem.js';
import { type Tx, Transactor } from '../../src/platform/transactor.js';
import { type Hospital, useHospital } from '../harness/hospital.js';

const event = (subject: string) => ({ actorId: null, action: 'test.write', subject, detail: { 备注: '记录' } });

const writeBy = (hospital: Hospital, disguise: (tx: Tx) => Tx = (tx) => tx) => {
  const [audit, transactor] = [hospital.app.get(Audit), hospital.app.get(Transactor)];
  return (subject: string) => transactor.run((tx) => audit.record(disguise(tx), event(subject)));
};

const writeAtOnce = async (write: (subject: string) => Promise<unknown>, writers: number, each: number) => {
  const writer = async (name: number): Promise<void> => {
    for (let index = 0; index < each; index++) await write(`${name}-${index}`);
  };
  const ends = await Promise.allSettled(Array.from({ length: writers }, (_, name) => writer(name)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

const verify = (hospital: Hospital) => hospital.app.get(AuditStore).verify(hospital.db.manager);

const countEvents = async (hospital: Hospital): Promise<number> => {
  const [row] = await hospital.sql<{ count: number }>('SELECT count(*)::integer AS count FROM audit_event');
  return row?.count ?? -1;
};

describe('the record of state changes', () => {
  const hospital = useHospital();

  it('does not fork under a thousand events by twenty writers at once', async () => {
    const before = await countEvents(hospital);
    await writeAtOnce(writeBy(hospital), 20, 50);
    expect(await verify(hospital)).toEqual({ intact: true, events: before + 1_000, brokenAt: null, brokenBy: null });
  });

  it('keeps the instant, the actor and the detail with each event', async () => {
    await writeBy(hospital)('R2026-0001');
    const [last] = await hospital.sql('SELECT * FROM audit_event ORDER BY seq DESC LIMIT 1');
    expect(last).toMatchObject({
      action: 'test.write',
      subject: 'R2026-0001',
      actor_id: null,
      detail: '{"备注":"记录"}',
    });
    expect(Math.abs((last?.['at'] as Date).getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('has no trace of what was rolled back', async () => {
    const before = await countEvents(hospital);
    const audit = hospital.app.get(Audit);
    await hospital.app.get(Transactor).run(async (tx) => {
      await audit.record(tx, event('never'));
      return new Busy();
    });
    expect(await countEvents(hospital)).toBe(before);
    expect(await verify(hospital)).toMatchObject({ intact: true });
  });

  it.each(['UPDATE audit_event SET subject = subject', 'DELETE FROM audit_event', 'TRUNCATE audit_event'])(
    'refuses “%s” to the service, and to the owner too',
    async (statement) => {
      await expect(hospital.db.query(statement)).rejects.toThrow(/permission denied/);
      await expect(hospital.sql(statement)).rejects.toThrow(/append-only/);
    },
  );

  it('is proved to the monitor through the API, and not to a maintainer', async () => {
    const query = '{ verifyAudit { intact events brokenAt brokenBy } }';
    expect(await hospital.as('monitor').gql(query)).toMatchObject({ verifyAudit: { intact: true, brokenAt: null } });
    const { body } = await hospital.as('price-maintainer').raw(query);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'Forbidden' });
  });
});

describe('the planted twin: writing events without locking the head', () => {
  const hospital = useHospital();
  const unlocked = (tx: Tx): Tx =>
    new Proxy(tx, {
      get: (target, name) =>
        name === 'query'
          ? (sql: string, params?: unknown[]) => target.query(sql.replace('FOR UPDATE', ''), params)
          : (Reflect.get(target, name) as unknown),
    });

  it('is stopped by the database, which lets no two events have one number', async () => {
    await expect(writeAtOnce(writeBy(hospital, unlocked), 10, 20)).rejects.toThrow(/audit_event_pk/);
  });

  it('forks once that is gone too, and the fork is found', async () => {
    await hospital.sql('ALTER TABLE audit_event DROP CONSTRAINT audit_event_pk');
    await writeAtOnce(writeBy(hospital, unlocked), 10, 20);
    expect(await verify(hospital)).toMatchObject({
      intact: false,
      brokenBy: expect.stringMatching(/relinked|missing/) as string,
    });
  });
});

describe('tampering by somebody whom no trigger stops', () => {
  const hospital = useHospital();
  let last = 0;

  beforeAll(async () => {
    await writeAtOnce(writeBy(hospital), 5, 10);
    last = await countEvents(hospital);
    await hospital.sql('ALTER TABLE audit_event DISABLE TRIGGER ALL');
  });

  /** Tampers in a transaction of the verifier's own, so that the next test finds the record whole. */
  const foundAfter = async (statement: string, params: unknown[] = []) => {
    const [row] = await hospital.sql<{ user: string }>('SELECT current_user AS user');
    return hospital.db.transaction(async (manager) => {
      await manager.query(`SET LOCAL ROLE ${row?.user}`);
      await manager.query(statement, params);
      const found = await hospital.app.get(AuditStore).verify(manager);
      await manager.query('ROLLBACK');
      await manager.query('BEGIN');
      return { intact: found.intact, brokenAt: found.brokenAt };
    });
  };

  it('is found at the event that was edited', async () => {
    const edits = [
      "subject = 'x'",
      "action = 'x'",
      "detail = '{}'",
      "at = at + interval '1 ms'",
      'actor_id = gen_random_uuid()',
    ];
    for (const edit of edits) {
      expect(await foundAfter(`UPDATE audit_event SET ${edit} WHERE seq = 17`)).toEqual({
        intact: false,
        brokenAt: 17,
      });
    }
  });

  it('is found at the event that was deleted, the first and the last too', async () => {
    for (const seq of [1, 17, last]) {
      const found = await foundAfter('DELETE FROM audit_event WHERE seq = $1', [seq]);
      expect(found).toEqual({ intact: false, brokenAt: seq });
    }
  });

  it('is found where a tail was cut off and the head was not', async () => {
    expect(await foundAfter('DELETE FROM audit_event WHERE seq > 20')).toEqual({ intact: false, brokenAt: 21 });
  });

  it('is found at an event that was put in, before the first, beyond the head, or with a hash of its own', async () => {
    const [from] = await hospital.sql<{ previous: Buffer }>('SELECT previous FROM audit_event WHERE seq = 17');
    const previous = digestOf(from?.previous ?? Buffer.alloc(32));
    const forged = {
      seq: 17,
      at: '2026-01-01T00:00:00.000Z',
      actorId: null,
      action: 'x',
      subject: 'x',
      detail: '{}',
      previous,
    };
    const insert = `INSERT INTO audit_event (seq, at, action, subject, detail, previous, hash)
      SELECT $1::bigint, '2026-01-01T00:00:00Z', 'x', 'x', '{}', previous, decode($2, 'hex') FROM audit_event WHERE seq = 17`;
    const hash = linkHash(forged);
    expect(await foundAfter(insert, [0, hash])).toEqual({ intact: false, brokenAt: 0 });
    expect(await foundAfter(insert, [last + 1, hash])).toEqual({ intact: false, brokenAt: last + 1 });
    const replace = `WITH gone AS (DELETE FROM audit_event WHERE seq = 17 RETURNING previous)
      INSERT INTO audit_event (seq, at, action, subject, detail, previous, hash)
      SELECT -17, '2026-01-01T00:00:00Z', 'x', 'x', '{}', previous, decode($1, 'hex') FROM gone`;
    expect((await foundAfter(replace, [hash])).intact).toBe(false);
  });

  it('is found at the next event where one was rewritten with a right hash', async () => {
    const [row] = await hospital.sql<{ at: Date; action: string; subject: string; detail: string; previous: Buffer }>(
      'SELECT at, action, subject, detail, previous FROM audit_event WHERE seq = 17',
    );
    if (!row) throw new Error('There is no event 17.');
    const hash = linkHash({
      ...{
        seq: 17,
        at: row.at.toISOString(),
        actorId: null,
        action: row.action,
        subject: 'forged',
        detail: row.detail,
      },
      previous: digestOf(row.previous),
    });
    const found = await foundAfter(
      `UPDATE audit_event SET subject = 'forged', hash = decode($1, 'hex') WHERE seq = 17`,
      [hash],
    );
    expect(found).toEqual({ intact: false, brokenAt: 18 });
  });

  it('is found where the head row was moved', async () => {
    expect(await foundAfter('UPDATE audit_head SET seq = seq - 1')).toMatchObject({ intact: false });
    expect(await foundAfter(`UPDATE audit_head SET hash = sha256('x')`)).toMatchObject({ intact: false });
    expect(await foundAfter('DELETE FROM audit_head')).toMatchObject({ intact: false });
  });

  it('leaves the record whole once it is undone', async () => {
    expect(await verify(hospital)).toMatchObject({ intact: true, events: last });
  });
});
