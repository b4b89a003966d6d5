import { Injectable } from '@nestjs/common';
import type { Db } from '../platform/transactor.js';
import { ChannelHeads } from './channel.heads.js';
import { ORIGINS } from './content.sql.js';
import type { FoundEntry, Reading } from './entry.graphql.js';
import type { Point } from './point.js';
import type { Position } from './position.js';

interface Line extends FoundEntry {
  readonly epoch: string;
  readonly head: number;
  /** The place of the code among those asked, from 1; null where none was asked. */
  readonly n: string | null;
}

const FOUND = `x.id AS "entryId", x.code, v.content, b.body, v.version, v.origins`;

/** `own` is how a code finds its entry: as it is written, or folded where the dictionary folds case. */
const latest = (own: 'code' | 'folded'): string => `
  SELECT c.epoch, c.version AS head, q.n, ${FOUND}
  FROM channel c
  LEFT JOIN unnest($3::text[]) WITH ORDINALITY AS q (asked, n) ON true
  LEFT JOIN entry x ON x.dictionary = $2 AND x.${own} = q.asked
  LEFT JOIN entry_head v ON v.channel = c.code AND v.entry_id = x.id
  LEFT JOIN content b ON b.hash = v.content
  WHERE c.code = $1`;

/** The same at version $4. A version that wrote no content made the entry absent. */
const pinned = (own: 'code' | 'folded'): string => `
  SELECT '' AS epoch, $4::integer AS head, q.n, ${FOUND}
  FROM unnest($3::text[]) WITH ORDINALITY AS q (asked, n)
  JOIN entry x ON x.dictionary = $2 AND x.${own} = q.asked
  CROSS JOIN LATERAL (
    SELECT v.content, v.version, ${ORIGINS} FROM entry_version v
    WHERE v.channel = $1 AND v.entry_id = x.id AND v.version <= $4 ORDER BY v.version DESC LIMIT 1) v
  LEFT JOIN content b ON b.hash = v.content`;

const LATEST = { code: latest('code'), folded: latest('folded') };
const PINNED = { code: pinned('code'), folded: pinned('folded') };

export interface Asked {
  readonly dictionary: string;
  /** Already folded where the dictionary folds case. */
  readonly codes: readonly string[];
  readonly folds: boolean;
}

/** Finds entries by code. One statement a reading, so the position it carries is true. */
@Injectable()
export class LookupStore {
  constructor(private readonly heads: ChannelHeads) {}

  /** One answer a code, in the order asked; null where the channel never held it. Null as a whole where there is no channel. */
  async find(db: Db, point: Point, asked: Asked): Promise<Reading<(FoundEntry | null)[]> | null> {
    const own = asked.folds ? 'folded' : 'code';
    const parameters = [point.channel, asked.dictionary, asked.codes];
    if (point.pinned) {
      const lines = await db.query<Line[]>(PINNED[own], [...parameters, point.pinned.version]);
      return { position: { channel: point.channel, ...point.pinned }, found: inOrder(asked.codes.length, lines) };
    }
    const lines = await db.query<Line[]>(LATEST[own], parameters);
    const [first] = lines;
    if (!first) return null;
    const position: Position = { channel: point.channel, epoch: first.epoch, version: first.head };
    this.heads.seen(point.channel, position);
    return { position, found: inOrder(asked.codes.length, lines) };
  }
}

function inOrder(count: number, lines: readonly Line[]): (FoundEntry | null)[] {
  const found = new Array<FoundEntry | null>(count).fill(null);
  for (const line of lines) {
    if (line.n !== null && line.body !== null) found[Number(line.n) - 1] = line;
  }
  return found;
}
