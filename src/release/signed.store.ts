import { Injectable } from '@nestjs/common';
import { type Digest, digestOf } from '../kernel/digest.js';
import type { Db } from '../platform/transactor.js';
import { ENTRIES_OF_CHANGES } from './release.store.js';

/** What the changes of a request are, counted and hashed as its evidence has them. */
export interface ChangesFacts {
  readonly count: number;
  readonly digest: Digest;
}

/** Hashes anew, by sets, what was hashed when it was signed. A test holds the SQL to change-request/core/evidence.ts. */
@Injectable()
export class SignedStore {
  async changesOf(db: Db, requestId: string): Promise<ChangesFacts> {
    const sql = `SELECT count(*)::int AS count, ${CHANGES_DIGEST} AS digest FROM change c WHERE c.request_id = $1`;
    const [row] = await db.query<{ count: number; digest: Buffer }[]>(sql, [requestId]);
    if (!row) throw new Error('An aggregate has one row.');
    return { count: row.count, digest: digestOf(row.digest) };
  }

  /** Whether what the release makes of each entry is what its request's changes come to, no more and no less. */
  async isWhatWasAsked(db: Db, release: string, requestId: string): Promise<boolean> {
    const [row] = await db.query<{ same: boolean }[]>(SAME_ENTRIES, [release, requestId]);
    return row?.same === true;
  }
}

const text = (column: string): string => `coalesce(to_json(${column})::text, 'null')`;
const hash = (column: string): string => `coalesce('"' || encode(${column}, 'hex') || '"', 'null')`;
const instant = (column: string): string =>
  `coalesce(to_char(${column} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""'), 'null')`;

/** One line of canonical JSON for a change `c`: members in the order of their names. */
const LINE = `concat(
  '{"base":', ${hash('c.base')}, ',"code":', ${text('c.code')}, ',"dictionary":', ${text('c.dictionary')},
  ',"operation":', ${text('c.operation')}, ',"proposed":', ${hash('c.proposed')}, ',"reason":', ${text('c.reason')},
  ',"replacedBy":', ${text('c.replaced_by')}, ',"until":', ${text('c.until')},
  ',"validFrom":', ${instant('c.valid_from')}, ',"validTo":', ${instant('c.valid_to')}, E'}\\n')`;

/** SHA-256 over the lines of the changes `c`, in the order of the request. */
export const CHANGES_DIGEST = `sha256(convert_to(coalesce(string_agg(${LINE}, '' ORDER BY c.ordinal), ''), 'UTF8'))`;

const SAME_ENTRIES = `
  SELECT NOT EXISTS (
    SELECT FROM (SELECT * FROM release_change WHERE release = $1) r
    FULL JOIN (
      SELECT * FROM (${ENTRIES_OF_CHANGES} WHERE c.request_id = $2 GROUP BY c.request_id, c.dictionary, c.code) t
      WHERE t.base IS DISTINCT FROM t.proposed) t ON t.dictionary = r.dictionary AND t.code = r.code
    WHERE t.code IS NULL OR r.code IS NULL
      OR (t.base, t.proposed, t.ordinal, t.begins_at) IS DISTINCT FROM (r.base, r.proposed, r.ordinal, r.begins_at)) AS same`;
