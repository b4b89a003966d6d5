import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import type { Db, Tx } from '../platform/transactor.js';
import { type AttemptCount, WINDOW_MINUTES } from './core/throttle.js';
import { type Person, ROLES_OF_P } from './people.store.js';

/** An account as signing in sees it. */
export interface Credentials {
  readonly accountId: string;
  readonly passwordHash: string;
  readonly locked: boolean;
  readonly person: Person;
}

/** How long a session lasts: one shift, the longest of which is twelve hours. */
const SESSION_HOURS = 12;

@Injectable()
export class SessionStore {
  async credentials(db: Db, foldedUsername: string): Promise<Credentials | null> {
    const [found] = await db.query<Credentials[]>(`${CREDENTIALS} WHERE a.folded = $1`, [foldedUsername]);
    return found ?? null;
  }

  /** The same, so that no lock and no new password comes between this and the commit. */
  async lockCredentials(tx: Tx, accountId: string): Promise<Credentials | null> {
    const [found] = await tx.query<Credentials[]>(`${CREDENTIALS} WHERE a.id = $1 FOR UPDATE OF a`, [accountId]);
    return found ?? null;
  }

  /** Begins a session and answers when it ends. Sessions of the account that are long over go. */
  async begin(tx: Tx, accountId: string, tokenHash: Digest): Promise<Date> {
    await tx.query(SWEEP_SESSIONS, [accountId]);
    const [session] = await tx.query<{ expiresAt: Date }[]>(BEGIN, [bytesOf(tokenHash), accountId, SESSION_HOURS]);
    if (!session) throw new Error('The session was not written.');
    return session.expiresAt;
  }

  /** False where it had ended already. */
  async end(tx: Tx, tokenHash: Digest): Promise<boolean> {
    const [, ended] = await tx.query<[unknown[], number]>(END, [bytesOf(tokenHash)]);
    return ended === 1;
  }

  /** Counts one more attempt under each key, as a failure until it has succeeded, and answers where each stands now. */
  async countAttempt(tx: Tx, keys: readonly string[]): Promise<{ counts: readonly AttemptCount[]; now: Instant }> {
    const rows = await tx.query<{ key: string; failures: number; windowEndsAt: Date; now: Date }[]>(COUNT_ATTEMPT, [
      keys,
      WINDOW_MINUTES,
    ]);
    await tx.query(SWEEP_WINDOWS);
    return {
      counts: rows.map(({ key, failures, windowEndsAt }) => ({
        key,
        failures,
        windowEndsAt: windowEndsAt.toISOString(),
      })),
      now: rows[0]?.now.toISOString() ?? '',
    };
  }

  /** An attempt succeeded: its account starts afresh, and it does not count against its address. */
  async forgiveAttempt(tx: Tx, keys: readonly string[]): Promise<void> {
    await tx.query(FORGIVE_ACCOUNT, [keys]);
    await tx.query(FORGIVE_ADDRESS, [keys]);
  }
}

const CREDENTIALS = `
  SELECT a.id AS "accountId", a.password_hash AS "passwordHash", a.locked_at IS NOT NULL AS locked,
    json_build_object('personId', p.id, 'name', p.name, 'username', a.username, 'machine', p.machine, 'roles', ${ROLES_OF_P})
      AS person
  FROM account a JOIN person p ON p.id = a.person_id`;

const SWEEP_SESSIONS = `
  DELETE FROM session WHERE account_id = $1 AND expires_at < now() - interval '30 days'`;

const BEGIN = `
  INSERT INTO session (token_hash, account_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))
  RETURNING expires_at AS "expiresAt"`;

const END = `UPDATE session SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL`;

// A few at a time, last of all and none that another attempt is counting: whoever sweeps waits for nobody, so nobody deadlocks.
const SWEEP_WINDOWS = `
  DELETE FROM sign_in_throttle WHERE key IN (
    SELECT key FROM sign_in_throttle WHERE window_ends_at < now() - interval '1 hour'
    ORDER BY window_ends_at LIMIT 20 FOR UPDATE SKIP LOCKED)`;

const COUNT_ATTEMPT = `
  INSERT INTO sign_in_throttle AS t (key, failures, window_ends_at)
  SELECT key, 1, now() + make_interval(mins => $2) FROM unnest($1::text[]) WITH ORDINALITY AS given (key, place) ORDER BY place
  ON CONFLICT ON CONSTRAINT sign_in_throttle_pk DO UPDATE SET
    failures = CASE WHEN t.window_ends_at <= now() THEN 1 ELSE t.failures + 1 END,
    window_ends_at = CASE WHEN t.window_ends_at <= now() THEN excluded.window_ends_at ELSE t.window_ends_at END
  RETURNING t.key, t.failures, t.window_ends_at AS "windowEndsAt", now() AS now`;

const FORGIVE_ACCOUNT = `DELETE FROM sign_in_throttle WHERE key = ANY($1::text[]) AND key LIKE 'account:%'`;

const FORGIVE_ADDRESS = `
  UPDATE sign_in_throttle SET failures = greatest(failures - 1, 0) WHERE key = ANY($1::text[]) AND key LIKE 'address:%'`;
