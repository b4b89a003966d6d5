import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel/canonical.js';
import { bytesOf, digestOf } from '../kernel/digest.js';
import type { Tx } from '../platform/transactor.js';
import { linkHash } from './core/chain.js';

/** A state change to be recorded. Secrets and passwords never stand in `detail`. */
export interface AuditEvent {
  /** The person who did it; null where the service itself did. */
  readonly actorId: string | null;
  /** Such as `release.apply`: an action of the table in identity, mostly. */
  readonly action: string;
  /** What was changed: a request's or release's number, a username. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface HeadRow {
  readonly seq: string;
  readonly hash: Buffer;
  readonly at: Date;
}

@Injectable()
export class Audit {
  /**
   * Records a state change in the transaction that makes it, as its last statement: the head row stays locked until the
   * commit, and whatever came after it would make every other writer wait.
   */
  async record(tx: Tx, { actorId, action, subject, detail }: AuditEvent): Promise<void> {
    const [head] = await tx.query<HeadRow[]>(LOCK_HEAD);
    if (!head) throw new Error('The audit head is missing.');
    const link = {
      seq: Number(head.seq) + 1,
      at: head.at.toISOString(),
      actorId,
      action,
      subject,
      detail: canonicalJson(detail),
      previous: digestOf(head.hash),
    };
    const values = [link.seq, link.at, actorId, action, subject, link.detail, head.hash, bytesOf(linkHash(link))];
    await tx.query(APPEND, values);
  }
}

// The clock is read once the lock is held (a locking CTE is never inlined), so events lie in the order of their instants.
const LOCK_HEAD = `
  WITH head AS MATERIALIZED (SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE)
  SELECT seq, hash, date_trunc('milliseconds', clock_timestamp()) AS at FROM head`;

const APPEND = `
  WITH event AS (
    INSERT INTO audit_event (seq, at, actor_id, action, subject, detail, previous, hash)
    VALUES ($1::bigint, $2, $3, $4, $5, $6, $7, $8::bytea))
  UPDATE audit_head SET seq = $1::bigint, hash = $8::bytea WHERE id = 1`;
