import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { timelineOf } from './content.sql.js';
import type { ReadVersion } from './dictionary.graphql.js';
import { holdsAt } from './rows.sql.js';

/** Entries whose row holds at the instant. Those that no later version touched are counted in the projection. */
const COUNTS = `
  WITH since AS MATERIALIZED (SELECT DISTINCT entry_id FROM entry_version WHERE channel = $1 AND version > $2)
  SELECT dictionary, count(*)::integer AS value
  FROM (
    SELECT h.dictionary FROM head_row h
    WHERE h.channel = $1 AND h.entry_id NOT IN (SELECT entry_id FROM since) AND ${holdsAt('h', '$3::timestamptz')}
    UNION ALL
    SELECT x.dictionary
    FROM (
      SELECT e.dictionary, (r ->> 'from')::timestamptz AS valid_from, (r ->> 'to')::timestamptz AS valid_to, t.timeline ? 'retired' AS retired
      FROM since s
      JOIN entry e ON e.id = s.entry_id
      CROSS JOIN LATERAL (
        SELECT v.content FROM entry_version v
        WHERE v.channel = $1 AND v.entry_id = s.entry_id AND v.version <= $2 ORDER BY v.version DESC LIMIT 1) w
      JOIN content c ON c.hash = w.content
      CROSS JOIN ${timelineOf('c')}
      CROSS JOIN LATERAL jsonb_array_elements(t.timeline -> 'rows') r) x
    WHERE ${holdsAt('x', '$3::timestamptz')}) held
  GROUP BY dictionary`;

/**
 * The last version that wrote an entry of the dictionary, or its definition. What it made absent has no head
 * any more, and what was written again since has another. */
const LAST_CHANGED = `
  SELECT dictionary, max(version)::integer AS value
  FROM (
    SELECT h.dictionary, h.version FROM entry_head h WHERE h.channel = $1 AND h.version <= $2
    UNION ALL
    SELECT e.dictionary, v.version FROM entry_version v JOIN entry e ON e.id = v.entry_id
    WHERE v.channel = $1 AND v.version <= $2 AND v.content IS NULL
    UNION ALL
    SELECT e.dictionary, v.version FROM entry_version v JOIN entry e ON e.id = v.entry_id
    WHERE v.channel = $1 AND v.version <= $2
      AND v.entry_id IN (SELECT n.entry_id FROM entry_version n WHERE n.channel = $1 AND n.version > $2)
    UNION ALL
    SELECT e.code, v.version FROM entry_version v JOIN entry e ON e.id = v.entry_id AND e.dictionary = 'dictionary'
    WHERE v.channel = $1 AND v.version <= $2) changed
  GROUP BY dictionary`;

/** SHA-256 over one line `code TAB content` an entry that the channel holds at the version, in the bytes' order of codes. */
const DIGESTS = `
  SELECT x.dictionary, encode(sha256(convert_to(string_agg(x.code || E'\\t' || encode(x.content, 'hex'), E'\\n' ORDER BY x.code), 'UTF8')), 'hex') AS value
  FROM (
    SELECT e.dictionary, e.code, w.content
    FROM entry e
    CROSS JOIN LATERAL (
      SELECT v.content FROM entry_version v
      WHERE v.channel = $1 AND v.entry_id = e.id AND v.version <= $2 ORDER BY v.version DESC LIMIT 1) w
    WHERE e.dictionary = ANY ($3::text[]) AND w.content IS NOT NULL) x
  GROUP BY x.dictionary`;

/** Figures about whole dictionaries, for all of them in one statement. The version read is given, so they never change. */
@Injectable()
export class DictionaryStore {
  constructor(private readonly db: DataSource) {}

  async entryCounts({ channel, version, at }: ReadVersion): Promise<Map<string, number>> {
    return this.byDictionary<number>(COUNTS, [channel, version, at]);
  }

  async lastChanged({ channel, version }: ReadVersion): Promise<Map<string, number>> {
    return this.byDictionary<number>(LAST_CHANGED, [channel, version]);
  }

  /** Of the dictionaries named: hashing reads every entry. */
  async digests({ channel, version }: ReadVersion, dictionaries: readonly string[]): Promise<Map<string, string>> {
    return this.byDictionary<string>(DIGESTS, [channel, version, dictionaries]);
  }

  private async byDictionary<T>(sql: string, parameters: readonly unknown[]): Promise<Map<string, T>> {
    const rows = await this.db.query<{ dictionary: string; value: T }[]>(sql, [...parameters]);
    return new Map(rows.map(({ dictionary, value }) => [dictionary, value]));
  }
}
