import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/transactor.js';
import { ROWS_DIGEST } from '../channel-log.js';
import { ENTRIES_OF_CHANGES } from '../release.store.js';
import { CHANGES_DIGEST } from '../signed.store.js';

/** A version at which something is not as it was written; null where no version can be named. */
export interface BrokenVersion {
  readonly version: number | null;
}

export interface BrokenEntry extends BrokenVersion {
  readonly dictionary: string;
  readonly code: string;
}

/**
 * Computes the log anew, by sets, from what lies under it. Each question answers with the first version at which it fails, or
 * with nothing. Read in one snapshot.
 */
@Injectable()
export class ReplayStore {
  /** Contents that are gone, or are not those of their hashes. */
  contents(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(CONTENTS, [channel]);
  }

  /** Versions whose rows are not those of their digests, and rows of versions that do not exist. */
  rows(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(ROWS, [channel]);
  }

  /** Releases whose evidence is not that of their digests, or that say of themselves what their evidence does not. */
  evidence(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(EVIDENCE, [channel]);
  }

  /** Releases whose requests' changes are not those that were signed. */
  changes(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(CHANGES, [channel]);
  }

  /** Releases that propose something else than their requests' changes come to. */
  proposals(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(PROPOSALS, [channel]);
  }

  /** Versions that wrote what their release does not propose, or left out what the channel did not hold already. */
  async written(db: Db, channel: string): Promise<BrokenVersion[]> {
    const foreign = await db.query<BrokenVersion[]>(WRITTEN, [channel]);
    return [...foreign, ...(await db.query<BrokenVersion[]>(LEFT_OUT, [channel]))];
  }

  /** Releases that nobody but their editors approved, or that an editor, a signer or a machine applied or signed. */
  people(db: Db, channel: string): Promise<BrokenVersion[]> {
    return db.query<BrokenVersion[]>(PEOPLE, [channel]);
  }

  /** Codes in the register that nobody ever released, or that are not folded as they should be. */
  register(db: Db, channel: string, foldsCase: readonly string[]): Promise<BrokenEntry[]> {
    return db.query<BrokenEntry[]>(REGISTER, [channel, foldsCase]);
  }

  async entryCount(db: Db, channel: string): Promise<number> {
    const [row] = await db.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM entry_head WHERE channel = $1',
      [channel],
    );
    return row?.count ?? 0;
  }
}

const first = (sql: string): string => `SELECT min(version) AS version FROM (${sql}) found HAVING count(*) > 0`;

/** The releases that the channel took up, with the version that did. */
const HELD = `
  held AS MATERIALIZED (
    SELECT v.version, r.* FROM channel_version v JOIN release r ON r.number = v.release
    WHERE v.channel = $1 AND r.request_id IS NOT NULL)`;

const CONTENTS = first(`
  SELECT v.version FROM entry_version v LEFT JOIN content c ON c.hash = v.content
  WHERE v.channel = $1 AND v.content IS NOT NULL AND sha256(convert_to(c.body, 'UTF8')) IS DISTINCT FROM v.content`);

const ROWS = first(`
  SELECT coalesce(s.version, w.version) AS version
  FROM (SELECT version, rows_digest, row_count FROM channel_version WHERE channel = $1) s
  FULL JOIN (
    SELECT v.version, count(*) AS rows, ${ROWS_DIGEST} AS digest
    FROM entry_version v LEFT JOIN entry e ON e.id = v.entry_id WHERE v.channel = $1 GROUP BY v.version) w
  ON w.version = s.version
  WHERE s.row_count IS DISTINCT FROM coalesce(w.rows, 0) OR s.rows_digest IS DISTINCT FROM coalesce(w.digest, sha256(''))`);

/** What the evidence says, where it is what was signed: anything else may not even be JSON. */
const stated = (release: string): string =>
  `(CASE WHEN ${release}.digest = sha256(convert_to(${release}.evidence, 'UTF8')) THEN ${release}.evidence::jsonb END)`;

const EVIDENCE = `
  WITH ${HELD}
  ${first(`
    SELECT h.version FROM held h LEFT JOIN change_request q ON q.id = h.request_id
    WHERE h.digest <> sha256(convert_to(h.evidence, 'UTF8')) OR q.number IS DISTINCT FROM ${stated('h')} ->> 'request'
      OR h.retroactive IS DISTINCT FROM (${stated('h')} -> 'retroactive')::boolean
    UNION ALL
    SELECT v.version FROM channel_version v LEFT JOIN release r ON r.number = v.release
    WHERE v.channel = $1 AND v.kind = 'RELEASE' AND (r.number IS NULL OR r.request_id IS NULL AND (
      r.digest <> sha256(convert_to(r.evidence, 'UTF8')) OR v.version <> 0
      OR encode(v.rows_digest, 'hex') IS DISTINCT FROM ${stated('r')} ->> 'rows'))`)}`;

const CHANGES = `
  WITH ${HELD}
  ${first(`
    SELECT h.version FROM held h
    LEFT JOIN (
      SELECT c.request_id, count(*) AS count, encode(${CHANGES_DIGEST}, 'hex') AS digest
      FROM change c WHERE c.request_id IN (SELECT request_id FROM held) GROUP BY c.request_id) t ON t.request_id = h.request_id
    WHERE (t.count, t.digest) IS DISTINCT FROM
      ((${stated('h')} #>> '{changes,count}')::bigint, ${stated('h')} #>> '{changes,digest}')`)}`;

// An entry that a request changes once, as nearly all are, needs no grouping: 100,000 of them are compared in a quarter of the time.
const PROPOSALS = `
  WITH ${HELD}, several AS MATERIALIZED (
    SELECT c.request_id, c.dictionary, c.code FROM change c WHERE c.request_id IN (SELECT request_id FROM held)
    GROUP BY 1, 2, 3 HAVING count(*) > 1
  ), due AS (
    SELECT c.request_id, c.dictionary, c.code, c.ordinal, c.begins_at, c.base, c.proposed FROM change c
    WHERE c.request_id IN (SELECT request_id FROM held)
      AND NOT EXISTS (SELECT FROM several m WHERE m.request_id = c.request_id AND m.dictionary = c.dictionary AND m.code = c.code)
    UNION ALL
    SELECT * FROM (${ENTRIES_OF_CHANGES} JOIN several m USING (request_id, dictionary, code) GROUP BY c.request_id, c.dictionary, c.code) t
    WHERE t.base IS DISTINCT FROM t.proposed
  ), found AS (
    SELECT r.request_id, v.version, c.*
    FROM channel_version v JOIN release r ON r.number = v.release JOIN release_change c ON c.release = r.number
    WHERE v.channel = $1)
  ${first(`
    SELECT coalesce(f.version, h.version) AS version
    FROM due d
    FULL JOIN found f ON f.request_id = d.request_id AND f.dictionary = d.dictionary AND f.code = d.code
    LEFT JOIN held h ON h.request_id = d.request_id
    WHERE d.code IS NULL OR f.code IS NULL
      OR (d.base, d.proposed, d.ordinal, d.begins_at) IS DISTINCT FROM (f.base, f.proposed, f.ordinal, f.begins_at)`)}`;

/** Rows of the log that say what their release does not. */
const WRITTEN = first(`
  SELECT v.version
  FROM entry_version v
  JOIN channel_version s ON s.channel = v.channel AND s.version = v.version AND s.release <> 'GENESIS'
  LEFT JOIN entry e ON e.id = v.entry_id
  LEFT JOIN release_change c ON c.release = s.release AND c.dictionary = e.dictionary AND c.code = e.code
  WHERE v.channel = $1 AND (c.release IS NULL OR c.proposed IS DISTINCT FROM v.content)`);

/** What a release proposes and its version did not write: fine only where the channel held it already. */
const LEFT_OUT = first(`
  SELECT s.version
  FROM channel_version s
  JOIN release_change c ON c.release = s.release
  JOIN entry e ON e.dictionary = c.dictionary AND e.code = c.code
  WHERE s.channel = $1
    AND NOT EXISTS (SELECT FROM entry_version v WHERE v.channel = $1 AND v.entry_id = e.id AND v.version = s.version)
    AND c.proposed IS DISTINCT FROM (
      SELECT p.content FROM entry_version p WHERE p.channel = $1 AND p.entry_id = e.id AND p.version < s.version
      ORDER BY p.version DESC LIMIT 1)`);

const PEOPLE = `
  WITH ${HELD}, signed AS MATERIALIZED (
    SELECT h.version, s.reviewer_id, s.decision = 'APPROVE' AND s.digest = h.digest AS approves,
      p.machine IS NOT FALSE OR EXISTS (
        SELECT FROM change_request_editor e WHERE e.request_id = s.request_id AND e.person_id = s.reviewer_id) AS unfit
    FROM held h JOIN sign_off s ON s.request_id = h.request_id LEFT JOIN person p ON p.id = s.reviewer_id)
  ${first(`
    SELECT version FROM signed WHERE unfit
    UNION ALL SELECT h.version FROM held h WHERE NOT EXISTS (SELECT FROM signed s WHERE s.version = h.version AND s.approves)
    UNION ALL SELECT v.version FROM channel_version v JOIN held h ON h.version = v.version
      WHERE v.channel = $1 AND (v.applied_by IS NULL OR EXISTS (SELECT FROM signed s WHERE s.version = v.version AND s.reviewer_id = v.applied_by)
        OR EXISTS (SELECT FROM change_request_editor e WHERE e.request_id = h.request_id AND e.person_id = v.applied_by))`)}`;

// Whoever the channel holds was released; only the others must be looked for everywhere.
const REGISTER = `
  SELECT NULL::integer AS version, e.dictionary, e.code FROM entry e
  WHERE e.folded IS DISTINCT FROM CASE WHEN e.dictionary = ANY ($2::text[]) THEN upper(normalize(e.code, NFKC)) ELSE normalize(e.code, NFKC) END
    OR NOT EXISTS (SELECT FROM entry_head h WHERE h.channel = $1 AND h.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM entry_version v WHERE v.entry_id = e.id)
  ORDER BY 2, 3 LIMIT 1`;
