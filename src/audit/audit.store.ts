import { Injectable } from '@nestjs/common';
import { digestOf } from '../kernel/digest.js';
import type { Db } from '../platform/transactor.js';
import {
  type BreakKind,
  type ChainHead,
  type ChainReading,
  compareWithHead,
  follow,
  ORIGIN,
  type StoredLink,
} from './core/chain.js';

/** What checking the whole record found. */
export interface AuditVerification {
  readonly intact: boolean;
  /** Events that hold, counted from the first. */
  readonly events: number;
  /** The number of the first event that does not hold. */
  readonly brokenAt: number | null;
  readonly brokenBy: BreakKind | null;
}

/** Events read at once: about 5 MB, hashed in 50 ms. */
const PAGE = 5_000;

interface EventRow extends Omit<StoredLink, 'seq' | 'at' | 'previous' | 'hash'> {
  readonly seq: string;
  readonly at: Date;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

@Injectable()
export class AuditStore {
  /** Follows the chain from its first event to its head. Events written meanwhile are left for the next time. */
  async verify(db: Db): Promise<AuditVerification> {
    const recorded = await this.head(db);
    let reading: ChainReading = { head: ORIGIN };
    for (let more = true; more && 'head' in reading;) {
      const links = await this.linksAfter(db, reading.head.seq, recorded.seq);
      more = links.length === PAGE;
      reading = follow(reading.head, links);
    }
    if ('broken' in reading) return broken(reading.broken.seq, reading.broken.kind);
    const difference = compareWithHead(reading.head, recorded) ?? (await this.beyond(db));
    return difference ? broken(difference.seq, difference.kind) : whole(reading.head.seq);
  }

  private async head(db: Db): Promise<ChainHead> {
    const [row] = await db.query<{ seq: string; hash: Buffer }[]>('SELECT seq, hash FROM audit_head WHERE id = 1');
    return row ? { seq: Number(row.seq), hash: digestOf(row.hash) } : ORIGIN;
  }

  /** Also what lies before the first number: such an event was put in by hand. */
  private async linksAfter(db: Db, seq: number, last: number): Promise<readonly StoredLink[]> {
    const rows = await db.query<EventRow[]>(LINKS_AFTER, [seq === 0 ? null : seq, last, PAGE]);
    return rows.map((row) => ({
      ...row,
      seq: Number(row.seq),
      at: row.at.toISOString(),
      previous: digestOf(row.previous),
      hash: digestOf(row.hash),
    }));
  }

  /** Whether, at one instant, an event lies beyond the head. */
  private async beyond(db: Db): Promise<{ seq: number; kind: BreakKind } | null> {
    const [row] = await db.query<{ seq: string | null }[]>(BEYOND_HEAD);
    return row?.seq ? { seq: Number(row.seq), kind: 'beyondHead' } : null;
  }
}

const broken = (brokenAt: number, brokenBy: BreakKind): AuditVerification => ({
  intact: false,
  events: Math.max(0, brokenAt - 1),
  brokenAt,
  brokenBy,
});

const whole = (events: number): AuditVerification => ({ intact: true, events, brokenAt: null, brokenBy: null });

const LINKS_AFTER = `
  SELECT seq, at, actor_id AS "actorId", action, subject, detail, previous, hash
  FROM audit_event WHERE ($1::bigint IS NULL OR seq > $1) AND seq <= $2 ORDER BY seq LIMIT $3`;

const BEYOND_HEAD = `
  SELECT min(e.seq) AS seq FROM audit_event e WHERE e.seq > coalesce((SELECT h.seq FROM audit_head h WHERE h.id = 1), 0)`;
