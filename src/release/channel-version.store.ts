import { Injectable } from '@nestjs/common';
import { type Digest, digestOf } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';

/** A position in the log of a channel. */
export interface VersionKey {
  readonly channel: string;
  readonly version: number;
}

/** A version as people look at it. */
export interface VersionSeen extends VersionKey {
  readonly release: string;
  readonly appliedBy: string | null;
  readonly appliedAt: Instant;
  readonly previous: Digest;
  readonly hash: Digest;
}

type VersionRow = Omit<VersionSeen, 'appliedAt' | 'previous' | 'hash'> & {
  readonly appliedAt: Date;
  readonly previous: Buffer;
  readonly hash: Buffer;
};

const versionOf = (row: VersionRow): VersionSeen => ({
  ...row,
  appliedAt: row.appliedAt.toISOString(),
  previous: digestOf(row.previous),
  hash: digestOf(row.hash),
});

@Injectable()
export class ChannelVersionStore {
  async find(db: Db, { channel, version }: VersionKey): Promise<VersionSeen> {
    const rows = await db.query<VersionRow[]>(`${SELECT} WHERE v.channel = $1 AND v.version = $2`, [channel, version]);
    if (!rows[0]) throw new Error(`${channel}@${version} is gone.`);
    return versionOf(rows[0]);
  }

  /** The versions that took up each release, in the order of the route. */
  async holding(db: Db, releases: readonly string[]): Promise<ReadonlyMap<string, readonly VersionSeen[]>> {
    const rows = await db.query<VersionRow[]>(HOLDING, [releases]);
    const held = new Map<string, VersionSeen[]>(releases.map((release) => [release, []]));
    for (const row of rows) held.get(row.release)?.push(versionOf(row));
    return held;
  }

  /** Those of the releases that PRODUCTION does not hold and could not take up any more: what they were seen on has moved. */
  async needingRevision(db: Db, releases: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await db.query<{ release: string }[]>(NEEDING_REVISION, [releases]);
    return new Set(rows.map(({ release }) => release));
  }
}

const SELECT = `
  SELECT v.channel, v.version, v.release, v.applied_by AS "appliedBy", v.applied_at AS "appliedAt", v.previous, v.hash
  FROM channel_version v`;

const HOLDING = `
  ${SELECT} JOIN channel c ON c.code = v.channel WHERE v.release = ANY ($1::text[]) ORDER BY c.ordinal, v.version`;

const NEEDING_REVISION = `
  SELECT DISTINCT r.release FROM release_change r
  LEFT JOIN entry_head h ON h.channel = 'PRODUCTION' AND h.dictionary = r.dictionary AND h.code = r.code
  WHERE r.release = ANY ($1::text[]) AND h.content IS DISTINCT FROM r.base AND h.content IS DISTINCT FROM r.proposed
    AND NOT EXISTS (SELECT FROM channel_version v WHERE v.channel = 'PRODUCTION' AND v.release = r.release)`;
