import { Injectable } from '@nestjs/common';
import type { Conflict } from '../kernel/problem.js';
import type { Db, Tx } from '../platform/transactor.js';

/** Which version of which channel takes up which release. */
export interface Target {
  readonly channel: string;
  readonly version: number;
  readonly release: string;
}

/** An entry that the release changes and the channel does not hold as proposed yet. */
export interface PendingEntry {
  readonly dictionary: string;
  readonly code: string;
  /** Whether the code is in the register already, in whatever channel. */
  readonly isRegistered: boolean;
  readonly held: string | null;
  readonly origins: readonly string[] | null;
  readonly proposed: string | null;
}

/** What a release proposes for an entry. */
export interface ProposedEntry {
  readonly dictionary: string;
  readonly code: string;
  readonly body: string;
}

/** A code that could not be registered, and the one it cannot be told from. */
export interface LookAlike {
  readonly dictionary: string;
  readonly code: string;
  readonly other: string;
}

/** An entry with what is to be written of it. */
export interface Writing {
  readonly dictionary: string;
  readonly code: string;
  readonly folded: string;
  readonly origins: readonly string[];
}

@Injectable()
export class ApplyStore {
  /** The channels that hold a release, with the version that took it up. */
  async heldBy(db: Db, release: string): Promise<ReadonlyMap<string, number>> {
    const rows = await db.query<{ channel: string; version: number }[]>(
      'SELECT channel, version FROM channel_version WHERE release = $1',
      [release],
    );
    return new Map(rows.map(({ channel, version }) => [channel, version]));
  }

  /** Entries of which the channel holds neither what the release was seen on nor what it proposes, and what came between. */
  conflicts(db: Db, channel: string, release: string): Promise<readonly Conflict[]> {
    return db.query<Conflict[]>(CONFLICTS, [channel, release]);
  }

  /** The dictionaries that the release touches. */
  async dictionaries(db: Db, release: string): Promise<readonly string[]> {
    const rows = await db.query<{ dictionary: string }[]>(
      'SELECT DISTINCT dictionary FROM release_change WHERE release = $1 ORDER BY dictionary',
      [release],
    );
    return rows.map(({ dictionary }) => dictionary);
  }

  /** The next entries to be written, in the order of dictionary and code. */
  pending(db: Db, target: Target, after: PendingEntry | null, limit: number): Promise<PendingEntry[]> {
    const place = [after?.dictionary ?? '', after?.code ?? ''];
    return db.query<PendingEntry[]>(PENDING, [target.channel, target.release, ...place, limit]);
  }

  /** Burns codes that were never used. Answers with those that a person could take for another code of the dictionary. */
  async register(tx: Tx, entries: readonly Writing[]): Promise<readonly LookAlike[]> {
    const columns = [columnOf(entries, 'dictionary'), columnOf(entries, 'code'), columnOf(entries, 'folded')];
    await tx.query(REGISTER, columns);
    return tx.query<LookAlike[]>(LOOK_ALIKES, columns);
  }

  async write(tx: Tx, target: Target, entries: readonly Writing[]): Promise<void> {
    await tx.query(WRITE, [
      ...[target.channel, target.version, target.release],
      ...[columnOf(entries, 'dictionary'), columnOf(entries, 'code'), entries.map((entry) => entry.origins.join(','))],
    ]);
  }

  /** What the release proposes for a dictionary, in the order of codes. */
  proposed(
    db: Db,
    release: string,
    dictionary: string,
    after: string,
    limit: number,
  ): Promise<readonly ProposedEntry[]> {
    return db.query<ProposedEntry[]>(PROPOSED, [release, dictionary, after, limit]);
  }
}

const columnOf = (entries: readonly Writing[], column: 'dictionary' | 'code' | 'folded'): readonly string[] =>
  entries.map((entry) => entry[column]);

const HELD = `LEFT JOIN entry_head h ON h.channel = $1 AND h.dictionary = c.dictionary AND h.code = c.code`;

const CONFLICTS = `
  SELECT c.dictionary, c.code, v.release, h.version
  FROM release_change c ${HELD}
  LEFT JOIN channel_version v ON v.channel = $1 AND v.version = h.version
  WHERE c.release = $2 AND h.content IS DISTINCT FROM c.base AND h.content IS DISTINCT FROM c.proposed
  ORDER BY c.ordinal LIMIT 1000`;

const PENDING = `
  SELECT c.dictionary, c.code, b.body AS held, h.origins, p.body AS proposed,
    EXISTS (SELECT FROM entry e WHERE e.dictionary = c.dictionary AND e.code = c.code) AS "isRegistered"
  FROM (SELECT * FROM release_change WHERE release = $2 AND (dictionary, code) > ($3, $4) ORDER BY dictionary, code) c ${HELD}
  LEFT JOIN content b ON b.hash = h.content
  LEFT JOIN content p ON p.hash = c.proposed
  WHERE h.content IS DISTINCT FROM c.proposed
  ORDER BY c.dictionary, c.code LIMIT $5`;

const NAMED = `unnest($1::text[], $2::text[], $3::text[]) AS t (dictionary, code, folded)`;

const REGISTER = `INSERT INTO entry (dictionary, code, folded) SELECT * FROM ${NAMED} ORDER BY 1, 2 ON CONFLICT DO NOTHING`;

const LOOK_ALIKES = `
  SELECT t.dictionary, t.code, o.code AS other FROM ${NAMED}
  JOIN entry o ON o.dictionary = t.dictionary AND o.folded = t.folded AND o.code <> t.code`;

const WRITE = `
  INSERT INTO entry_version (channel, version, entry_id, content, origins)
  SELECT $1, $2, e.id, c.proposed, t.origins
  FROM unnest($4::text[], $5::text[], $6::text[]) AS t (dictionary, code, origins)
  JOIN entry e ON e.dictionary = t.dictionary AND e.code = t.code
  JOIN release_change c ON c.release = $3 AND c.dictionary = t.dictionary AND c.code = t.code`;

const PROPOSED = `
  SELECT c.dictionary, c.code, p.body FROM release_change c JOIN content p ON p.hash = c.proposed
  WHERE c.release = $1 AND c.dictionary = $2 AND c.code > $3 ORDER BY c.code LIMIT $4`;
