import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel/canonical.js';
import { bytesOf, type Digest } from '../kernel/digest.js';
import { type Instant, parseTimeline, type Timeline, type Values } from '../kernel/timeline.js';
import type { Db, Tx } from '../platform/transactor.js';
import type { KeptChange, ProposedContent } from './core/draft.js';
import type { Asked } from './core/propose.js';

interface ChangeRow extends Omit<Asked, 'values'> {
  readonly id: string;
  readonly ordinal: number;
  readonly dictionary: string;
  readonly code: string;
  readonly values: string | null;
  readonly reason: string | null;
  readonly disputed: boolean;
  readonly base: Digest | null;
  readonly baseBody: string | null;
  readonly proposed: Digest;
  readonly proposedBody: string;
  readonly beginsAt: Instant | null;
  readonly cosmetic: boolean;
}

/** Rows of one statement: about two megabytes, and a pause in which others are served. */
const BATCH = 5_000;

const instant = (column: string): string => `to_char(c.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const SELECT = `
  SELECT c.id, c.ordinal, c.dictionary, c.code, c.operation, c.set_values AS values, c.until, c.reason, c.disputed, c.cosmetic,
    c.replaced_by AS "replacedBy", ${instant('valid_from')} AS "validFrom", ${instant('valid_to')} AS "validTo",
    ${instant('begins_at')} AS "beginsAt", encode(c.base, 'hex') AS base, b.body AS "baseBody",
    encode(c.proposed, 'hex') AS proposed, p.body AS "proposedBody"
  FROM change c LEFT JOIN content b ON b.hash = c.base JOIN content p ON p.hash = c.proposed`;

/** The changes of requests, and the contents they propose. */
@Injectable()
export class ChangeStore {
  /** All changes of a request, in their order. */
  async all(db: Db, requestId: string): Promise<readonly KeptChange[]> {
    const all: KeptChange[] = [];
    for (let last = -1, rows: readonly KeptChange[]; ; last = rows.at(-1)?.ordinal ?? last) {
      rows = await this.page(db, requestId, last, BATCH);
      all.push(...rows);
      if (rows.length < BATCH) return all;
    }
  }

  /** The changes behind an ordinal, in their order. */
  async page(db: Db, requestId: string, afterOrdinal: number, limit: number): Promise<readonly KeptChange[]> {
    const rows = await db.query<ChangeRow[]>(
      `${SELECT} WHERE c.request_id = $1 AND c.ordinal > $2 ORDER BY c.ordinal LIMIT $3`,
      [requestId, afterOrdinal, limit],
    );
    return rows.map(keptChange);
  }

  async count(db: Db, requestId: string): Promise<number> {
    const [row] = await db.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM change WHERE request_id = $1',
      [requestId],
    );
    return row?.count ?? 0;
  }

  /** Writes changes with the contents they propose: new ones, and those that were there under the same ids. */
  async put(tx: Tx, requestId: string, changes: readonly KeptChange[]): Promise<void> {
    await this.putContents(tx, changes);
    for (const batch of batchesOf(changes)) {
      await tx.query(PUT, [requestId, JSON.stringify(batch.map(lineOf))]);
    }
  }

  async remove(tx: Tx, requestId: string, ids: readonly string[]): Promise<void> {
    await tx.query('DELETE FROM change WHERE request_id = $1 AND id = ANY ($2::uuid[])', [requestId, ids]);
  }

  /** In the order of their hashes, so that two who write the same contents never wait for each other in a circle. */
  private async putContents(tx: Tx, changes: readonly KeptChange[]): Promise<void> {
    const contents = new Map(changes.map(({ proposed }) => [proposed.hash, proposed.body]));
    const sorted = [...contents].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const batch of batchesOf(sorted)) {
      await tx.query(
        `INSERT INTO content (hash, body) SELECT * FROM unnest($1::bytea[], $2::text[]) ON CONFLICT DO NOTHING`,
        [batch.map(([hash]) => bytesOf(hash)), batch.map(([, body]) => body)],
      );
    }
  }
}

const PUT = `
  INSERT INTO change (id, request_id, ordinal, dictionary, code, operation, set_values, valid_from, until, valid_to, replaced_by,
    reason, base, proposed, begins_at, cosmetic, disputed)
  SELECT n.id, $1, n.ordinal, n.dictionary, n.code, n.operation, n.values, n."validFrom", n.until, n."validTo", n."replacedBy",
    n.reason, decode(n.base, 'hex'), decode(n.proposed, 'hex'), n."beginsAt", n.cosmetic, n.disputed
  FROM jsonb_to_recordset($2::jsonb) AS n (id uuid, ordinal integer, dictionary text, code text, operation text, values text,
    "validFrom" timestamptz, until text, "validTo" timestamptz, "replacedBy" text, reason text, base text, proposed text,
    "beginsAt" timestamptz, cosmetic boolean, disputed boolean)
  ON CONFLICT (id) DO UPDATE SET dictionary = excluded.dictionary, code = excluded.code, operation = excluded.operation,
    set_values = excluded.set_values, valid_from = excluded.valid_from, until = excluded.until, valid_to = excluded.valid_to,
    replaced_by = excluded.replaced_by, reason = excluded.reason, base = excluded.base, proposed = excluded.proposed,
    begins_at = excluded.begins_at, cosmetic = excluded.cosmetic, disputed = excluded.disputed
    WHERE change.request_id = excluded.request_id`;

const lineOf = (change: KeptChange): object => ({
  ...change.asked,
  values: change.asked.values && canonicalJson(change.asked.values),
  id: change.id,
  ordinal: change.ordinal,
  dictionary: change.dictionary,
  code: change.code,
  reason: change.reason,
  disputed: change.disputed,
  base: change.base?.hash ?? null,
  proposed: change.proposed.hash,
  beginsAt: change.beginsAt,
  cosmetic: change.cosmetic,
});

const keptChange = (row: ChangeRow): KeptChange => {
  const { operation, validFrom, until, validTo, replacedBy } = row;
  const values = row.values === null ? null : (JSON.parse(row.values) as Values);
  return {
    id: row.id,
    ordinal: row.ordinal,
    dictionary: row.dictionary,
    code: row.code,
    asked: { operation, values, validFrom, until, validTo, replacedBy },
    reason: row.reason,
    disputed: row.disputed,
    base: row.base === null || row.baseBody === null ? null : new StoredContent(row.base, row.baseBody),
    proposed: new StoredContent(row.proposed, row.proposedBody),
    beginsAt: row.beginsAt,
    cosmetic: row.cosmetic,
  };
};

/** Parsed when somebody looks: of a large request most changes are only counted and hashed. */
class StoredContent implements ProposedContent {
  private parsed: Timeline | undefined;
  constructor(
    readonly hash: Digest,
    readonly body: string,
  ) {}

  get timeline(): Timeline {
    return (this.parsed ??= parseTimeline(this.body));
  }
}

const batchesOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
