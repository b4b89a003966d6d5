import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ORIGINS } from './content.sql.js';
import type { Written } from './history.graphql.js';
import type { Position } from './position.js';

const HISTORY = `
  SELECT v.channel, v.version, c.epoch, c.applied_at AS "appliedAt", c.release, v.content, b.body, ${ORIGINS}
  FROM entry_version v
  JOIN channel_version c ON c.channel = v.channel AND c.version = v.version
  LEFT JOIN content b ON b.hash = v.content
  WHERE v.channel = $1 AND v.entry_id = $2 AND v.version < $3
  ORDER BY v.version DESC LIMIT $4`;

const COUNT = `SELECT count(*)::integer AS count FROM entry_version WHERE channel = $1 AND entry_id = $2 AND version <= $3`;

/** What the versions of a channel wrote for an entry. */
@Injectable()
export class HistoryStore {
  constructor(private readonly db: DataSource) {}

  /** Newest first, below a version and never after the one read; and how many there are up to that one. */
  async page(
    entryId: number,
    { channel, version }: Position,
    below: number,
    limit: number,
  ): Promise<{ written: Written[]; totalCount: number }> {
    const upTo = Math.min(below, version + 1);
    const written = await this.db.query<Written[]>(HISTORY, [channel, entryId, upTo, limit]);
    const [counted] = await this.db.query<{ count: number }[]>(COUNT, [channel, entryId, version]);
    return { written, totalCount: counted?.count ?? 0 };
  }
}
