import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest } from '../../kernel/digest.js';
import type { Instant } from '../../kernel/timeline.js';
import type { Db, Tx } from '../../platform/transactor.js';
import { GENESIS } from '../core/release-number.js';

/** An entry of the catalogue as it is stored. */
export interface FoundingEntry {
  readonly dictionary: string;
  readonly code: string;
  readonly folded: string;
  readonly body: string;
  readonly content: Digest;
  readonly rowCount: number;
}

/** Any number that no other lock of the database has. */
const FOUNDING_LOCK = 7_305_411_909;

@Injectable()
export class FoundingStore {
  /** Whether some channel has not been founded yet. */
  async isDue(db: Db): Promise<boolean> {
    const [row] = await db.query<{ due: boolean }[]>('SELECT bool_or(version < 0) AS due FROM channel');
    return row?.due ?? false;
  }

  /** Processes that start at once found one after the other, so that all but the first find it done. */
  async lock(tx: Tx): Promise<void> {
    await tx.query("SELECT set_config('lock_timeout', '60s', true), set_config('statement_timeout', '60s', true)");
    await tx.query('SELECT pg_advisory_xact_lock($1)', [FOUNDING_LOCK]);
  }

  async putEntries(tx: Tx, entries: readonly FoundingEntry[]): Promise<void> {
    await tx.query(PUT_CONTENTS, [[...new Set(entries.map((entry) => entry.body))]]);
    await tx.query(PUT_ENTRIES, [
      entries.map((entry) => entry.dictionary),
      entries.map((entry) => entry.code),
      entries.map((entry) => entry.folded),
    ]);
  }

  async putRelease(tx: Tx, digest: Digest, evidence: string): Promise<Instant> {
    const rows = await tx.query<{ at: Date }[]>(PUT_RELEASE, [GENESIS, bytesOf(digest), evidence]);
    if (!rows[0]) throw new Error('GENESIS was not recorded.');
    return rows[0].at.toISOString();
  }

  /** Writes the whole catalogue as the first version of a channel, each row coming from GENESIS. */
  async putVersion(tx: Tx, channel: string, entries: readonly FoundingEntry[]): Promise<void> {
    await tx.query(PUT_VERSION, [
      channel,
      GENESIS,
      entries.map((entry) => entry.dictionary),
      entries.map((entry) => entry.code),
      entries.map((entry) => bytesOf(entry.content)),
      entries.map((entry) => entry.rowCount),
    ]);
  }
}

const PUT_CONTENTS = `
  INSERT INTO content (hash, body) SELECT sha256(convert_to(body, 'UTF8')), body FROM unnest($1::text[]) AS t (body)
  ON CONFLICT DO NOTHING`;

const PUT_ENTRIES = `
  INSERT INTO entry (dictionary, code, folded) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`;

const PUT_RELEASE = `
  INSERT INTO release (number, kind, request_id, digest, evidence, retroactive, signed_at)
  VALUES ($1, 'GENESIS', NULL, $2, $3, false, now()) RETURNING signed_at AS at`;

const PUT_VERSION = `
  INSERT INTO entry_version (channel, version, entry_id, content, origins)
  SELECT $1, 0, e.id, t.content, array_to_string(array_fill($2::text, ARRAY[t.rows]), ',')
  FROM unnest($3::text[], $4::text[], $5::bytea[], $6::integer[]) AS t (dictionary, code, content, rows)
  JOIN entry e ON e.dictionary = t.dictionary AND e.code = t.code`;
