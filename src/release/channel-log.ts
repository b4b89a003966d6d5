import { Injectable } from '@nestjs/common';
import type { ChannelHead } from '../dictionary/channel.store.js';
import { bytesOf, type Digest, digestOf } from '../kernel/digest.js';
import type { Db, Tx } from '../platform/transactor.js';
import { type SealedVersion, seal } from './core/chain.js';

/** What a version says besides the rows it wrote. */
export interface Sealing {
  readonly epoch: string;
  readonly release: string;
  readonly releaseDigest: Digest;
  readonly signOffs: Digest;
  /** Null where the product founds a channel. */
  readonly appliedBy: string | null;
}

interface WrittenFacts {
  readonly digest: Buffer;
  readonly rows: number;
  readonly at: Date;
}

interface VersionRow extends Omit<SealedVersion, 'appliedAt' | DigestMember> {
  readonly appliedAt: Date;
  readonly releaseDigest: Buffer | null;
  readonly signOffs: Buffer;
  readonly rowsDigest: Buffer;
  readonly previous: Buffer;
  readonly hash: Buffer;
}
type DigestMember = 'releaseDigest' | 'signOffs' | 'rowsDigest' | 'previous' | 'hash';

/** The chained versions of the channels. */
@Injectable()
export class ChannelLog {
  /**
   * Seals the rows that this transaction wrote into the channel's next version: digest over them, hash over everything, head
   * moved. The channel must be locked; the database refuses any version but the next, and any row after this.
   */
  async seal(tx: Tx, channel: ChannelHead, sealing: Sealing): Promise<SealedVersion> {
    const version = channel.version + 1;
    const [written] = await tx.query<WrittenFacts[]>(WRITTEN_FACTS, [channel.code, version]);
    if (!written) throw new Error('A version without facts cannot be sealed.');
    const sealed = seal({
      channel: channel.code,
      version,
      kind: 'RELEASE',
      ...sealing,
      appliedAt: written.at.toISOString(),
      rowsDigest: digestOf(written.digest),
      rowCount: written.rows,
      previous: channel.head,
    });
    await tx.query(APPEND_VERSION, [
      ...[sealed.channel, sealed.version, sealed.epoch, sealed.kind, sealed.release, bytesOf(sealed.signOffs)],
      ...[sealed.appliedBy, sealed.appliedAt, bytesOf(sealed.rowsDigest), sealed.rowCount],
      ...[bytesOf(sealed.previous), bytesOf(sealed.hash)],
    ]);
    await tx.query(MOVE_HEAD, [sealed.channel, sealed.epoch, sealed.version, bytesOf(sealed.hash)]);
    return sealed;
  }

  /** Every version of a channel, oldest first. */
  async versions(db: Db, channel: string): Promise<readonly SealedVersion[]> {
    const rows = await db.query<VersionRow[]>(VERSIONS, [channel]);
    return rows.map((row) => ({
      ...row,
      releaseDigest: row.releaseDigest && digestOf(row.releaseDigest),
      appliedAt: row.appliedAt.toISOString(),
      signOffs: digestOf(row.signOffs),
      rowsDigest: digestOf(row.rowsDigest),
      previous: digestOf(row.previous),
      hash: digestOf(row.hash),
    }));
  }
}

/** The line of core/rows-digest.ts; dictionary and code are of collation C, so their order is that of their bytes. */
export const WRITTEN_LINE = `concat(e.dictionary, E'\\t', e.code, E'\\t', coalesce(encode(v.content, 'hex'), '-'), E'\\t', v.origins)`;

export const ROWS_DIGEST = `sha256(convert_to(coalesce(string_agg(${WRITTEN_LINE}, E'\\n' ORDER BY e.dictionary, e.code), ''), 'UTF8'))`;

// The clock is read under the channel's lock, and never before the version that is followed: versions lie in the order of time.
const WRITTEN_FACTS = `
  SELECT count(*)::int AS rows, ${ROWS_DIGEST} AS digest,
    greatest(date_trunc('milliseconds', clock_timestamp()),
      (SELECT p.applied_at FROM channel_version p WHERE p.channel = $1 AND p.version = $2 - 1)) AS at
  FROM entry_version v JOIN entry e ON e.id = v.entry_id WHERE v.channel = $1 AND v.version = $2::int`;

const APPEND_VERSION = `
  INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_by, applied_at, rows_digest, row_count, previous, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

const MOVE_HEAD = `UPDATE channel SET epoch = $2, version = $3, head = $4 WHERE code = $1`;

const VERSIONS = `
  SELECT v.channel, v.version, v.epoch, v.kind, v.release, r.digest AS "releaseDigest", v.sign_offs AS "signOffs",
    v.applied_by AS "appliedBy", v.applied_at AS "appliedAt", v.rows_digest AS "rowsDigest", v.row_count AS "rowCount",
    v.previous, v.hash
  FROM channel_version v LEFT JOIN release r ON r.number = v.release WHERE v.channel = $1 ORDER BY v.version`;
