import { Injectable } from '@nestjs/common';
import { type Digest, digestOf } from '../kernel/digest.js';
import { parseTimeline, type Timeline } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';

/** What a channel holds for a code now. */
export interface StoredEntry {
  readonly entryId: number;
  readonly code: string;
  readonly content: Digest;
  readonly timeline: Timeline;
  /** The version that wrote it. */
  readonly version: number;
  /** The numbers of the releases that its rows come from, row by row. */
  readonly origins: readonly string[];
}

interface HeadRow extends Omit<StoredEntry, 'content' | 'timeline'> {
  readonly content: Buffer;
  readonly body: string;
}

@Injectable()
export class EntryStore {
  /**
   * The entries of a dictionary that a channel holds under these codes, as they are now; codes it does not hold are absent
   * from the map. One statement, whatever their number.
   */
  async timelines(
    db: Db,
    channel: string,
    dictionary: string,
    codes: readonly string[],
  ): Promise<Map<string, StoredEntry>> {
    const rows = await db.query<HeadRow[]>(
      `SELECT h.entry_id AS "entryId", h.code, h.content, c.body, h.version, h.origins
       FROM entry_head h JOIN content c ON c.hash = h.content
       WHERE h.channel = $1 AND h.dictionary = $2 AND h.code = ANY ($3::text[])`,
      [channel, dictionary, codes],
    );
    return new Map(rows.map((row) => [row.code, storedEntry(row)]));
  }
}

const storedEntry = ({ content, body, ...row }: HeadRow): StoredEntry => ({
  ...row,
  content: digestOf(content),
  timeline: parseTimeline(body),
});
