import { Injectable } from '@nestjs/common';
import { type Digest, digestOf } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import type { Db, Tx } from '../platform/transactor.js';

/** A channel and where it stands. */
export interface ChannelHead {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly ordinal: number;
  readonly epoch: string;
  /** -1 until GENESIS has founded it. */
  readonly version: number;
  readonly head: Digest;
}

type ChannelRow = Omit<ChannelHead, 'head'> & { readonly head: Buffer };

const COLUMNS = 'code, name, name_en AS "nameEn", ordinal, epoch, version, head';

const headOf = (row: ChannelRow): ChannelHead => ({ ...row, head: digestOf(row.head) });

@Injectable()
export class ChannelStore {
  /** Locks a channel against every other writer until the transaction ends. Null where there is none of that code. */
  async lock(tx: Tx, code: string): Promise<ChannelHead | null> {
    return this.one(tx, `SELECT ${COLUMNS} FROM channel WHERE code = $1 FOR UPDATE`, code);
  }

  async find(db: Db, code: string): Promise<ChannelHead | null> {
    return this.one(db, `SELECT ${COLUMNS} FROM channel WHERE code = $1`, code);
  }

  /** Every channel, in the order in which a release passes through them. */
  async all(db: Db): Promise<readonly ChannelHead[]> {
    const rows = await db.query<ChannelRow[]>(`SELECT ${COLUMNS} FROM channel ORDER BY ordinal`);
    return rows.map(headOf);
  }

  /** The version that was newest at the instant; null where the channel had none yet. */
  async versionAt(db: Db, channel: string, knownAt: Instant): Promise<number | null> {
    const rows = await db.query<{ version: number }[]>(
      `SELECT version FROM channel_version WHERE channel = $1 AND applied_at <= $2 ORDER BY applied_at DESC, version DESC LIMIT 1`,
      [channel, knownAt],
    );
    return rows[0]?.version ?? null;
  }

  private async one(db: Db, sql: string, code: string): Promise<ChannelHead | null> {
    const rows = await db.query<ChannelRow[]>(sql, [code]);
    return rows[0] ? headOf(rows[0]) : null;
  }
}
