import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Db } from '../../platform/transactor.js';
import type { KnownHead } from '../channel.heads.js';
import { ORIGINS } from '../content.sql.js';
import type { Change } from './packed.js';

/** A dictionary kept in memory and the version it is kept at. */
export interface Kept {
  readonly dictionary: string;
  readonly since: number;
}

export interface Delta {
  readonly head: KnownHead;
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

interface DeltaLine extends Change {
  readonly epoch: string;
  readonly head: number;
  readonly dictionary: string | null;
}

/** Above every version: where nothing is kept, nothing is read. */
const VERSION_MAX = 2_147_483_647;

/**
 * What the versions since wrote, newest of each entry. The oldest of them is $4, a plain number that the planner can reckon
 * with. The channel's row makes one line where they wrote nothing.
 */
const DELTA = `
  SELECT c.epoch, c.version AS head, d.*
  FROM channel c
  LEFT JOIN LATERAL (
    SELECT DISTINCT ON (v.entry_id) k.dictionary, v.entry_id AS "entryId", e.code, v.content, b.body, v.version, ${ORIGINS}
    FROM entry_version v
    JOIN entry e ON e.id = v.entry_id
    JOIN unnest($2::text[], $3::integer[]) AS k (dictionary, since) ON k.dictionary = e.dictionary AND v.version > k.since
    LEFT JOIN content b ON b.hash = v.content
    WHERE v.channel = c.code AND v.version > $4::integer
    ORDER BY v.entry_id, v.version DESC) d ON true
  WHERE c.code = $1`;

const WHOLE = `
  DECLARE whole NO SCROLL CURSOR FOR
  SELECT h.entry_id AS "entryId", h.code, h.content, b.body, h.version, h.origins
  FROM entry_head h JOIN content b ON b.hash = h.content
  WHERE h.channel = $1 AND h.dictionary = $2`;

const FETCHED = 2_000;

/** What the memory reads: a whole dictionary once, and afterwards only what new versions wrote. */
@Injectable()
export class MemoryStore {
  constructor(private readonly dataSource: DataSource) {}

  /** One statement, so that what is taken up is exactly what the head named holds. Null where there is no such channel. */
  async delta(db: Db, channel: string, kept: readonly Kept[]): Promise<Delta | null> {
    const lines = await db.query<DeltaLine[]>(DELTA, [
      channel,
      kept.map(({ dictionary }) => dictionary),
      kept.map(({ since }) => since),
      Math.min(...kept.map(({ since }) => since), VERSION_MAX),
    ]);
    const [first] = lines;
    if (!first) return null;
    const changes = new Map<string, Change[]>();
    for (const line of lines) {
      if (line.dictionary === null) continue;
      const others = changes.get(line.dictionary);
      if (others) others.push(line);
      else changes.set(line.dictionary, [line]);
    }
    return { head: { epoch: first.epoch, version: first.head }, changes };
  }

  /** Every entry of a dictionary as one version of the channel holds them, some thousand at a time, so that other work goes on. */
  async whole(
    channel: string,
    dictionary: string,
    take: (entries: readonly Change[]) => void,
  ): Promise<KnownHead | null> {
    const runner = this.dataSource.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    try {
      const [head] = await runner.manager.query<KnownHead[]>('SELECT epoch, version FROM channel WHERE code = $1', [
        channel,
      ]);
      if (!head) return null;
      await runner.query(WHOLE, [channel, dictionary]);
      for (;;) {
        const entries = await runner.manager.query<Change[]>(`FETCH ${FETCHED} FROM whole`);
        if (entries.length === 0) return head;
        take(entries);
      }
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }
}
