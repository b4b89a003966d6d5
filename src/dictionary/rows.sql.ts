import { ORIGINS, timelineOf } from './content.sql.js';
import { KEY_SEPARATOR } from './core/definition.js';

/**
 * The version that is read, `p`: the one given as $3, or the newest where that is null. Everything else in the statement hangs
 * on it, so one statement is one snapshot and the position that comes with it is true.
 */
export const POINT = `p AS MATERIALIZED (
  SELECT code AS channel, epoch, version AS head, coalesce($3::integer, version) AS version FROM channel WHERE code = $1)`;

const SINCE = `SELECT n.entry_id FROM entry_version n WHERE n.channel = $1 AND n.version > (SELECT version FROM p)`;

const key = (field: string): string => `lower((x.row_values ->> '${field}') COLLATE "C")`;

/**
 * The rows that dictionary $2, whose key is $4, has at `p`, as head_row holds the newest ones. Entries that no version since has
 * touched come from the projection; only those that one has are read from the log. At the newest version that is none.
 */
export const ROWS = `(
  SELECT h.entry_id, h.ordinal, h.code, h.valid_from, h.valid_to, h.retired, h.row_values, h.name_key, h.input_key, h.full_key, h.wubi_key
  FROM head_row h
  WHERE h.channel = $1 AND h.dictionary = $2 AND h.entry_id NOT IN (${SINCE})
  UNION ALL
  SELECT x.entry_id, x.ordinal, x.code, x.valid_from, x.valid_to, x.retired, x.row_values,
    lower(normalize(coalesce(x.row_values ->> 'name', x.code), NFKC) COLLATE "C"), ${key('pinyin')}, ${key('pinyin_full')}, ${key('wubi')}
  FROM (
    SELECT e.id AS entry_id, (r.n - 1)::smallint AS ordinal, e.code,
      (r.row ->> 'from')::timestamptz(3) AS valid_from, (r.row ->> 'to')::timestamptz(3) AS valid_to, t.timeline ? 'retired' AS retired,
      CASE WHEN $4::text[] = '{code}' THEN r.row -> 'values'
           WHEN cardinality($4::text[]) = 1 THEN (r.row -> 'values') || jsonb_build_object(($4::text[])[1], e.code)
           ELSE (r.row -> 'values') || jsonb_object($4::text[], string_to_array(e.code, '${KEY_SEPARATOR}')) END AS row_values
    FROM entry e
    CROSS JOIN LATERAL (
      SELECT v.content FROM entry_version v
      WHERE v.channel = $1 AND v.entry_id = e.id AND v.version <= (SELECT version FROM p) ORDER BY v.version DESC LIMIT 1) w
    JOIN content c ON c.hash = w.content
    CROSS JOIN ${timelineOf('c')}
    CROSS JOIN LATERAL jsonb_array_elements(t.timeline -> 'rows') WITH ORDINALITY AS r (row, n)
    WHERE e.dictionary = $2 AND e.id IN (${SINCE})) x)`;

/** Whether a row holds at an instant. */
export const holdsAt = (row: string, instant: string): string =>
  `(NOT ${row}.retired AND (${row}.valid_from IS NULL OR ${row}.valid_from <= ${instant}) AND (${row}.valid_to IS NULL OR ${row}.valid_to > ${instant}))`;

/**
 * One row an entry with the entry's status at the instant: the row that holds, else the last that did, else the first that will.
 * Rows of an entry follow one another, so that is the last one which has begun, or the first.
 */
export const rowsWithStatus = (instant: string): string => `(
  SELECT s.*, CASE
      WHEN s.retired THEN 'RETIRED'
      WHEN s.valid_from > ${instant} THEN 'FUTURE'
      WHEN s.valid_to IS NULL OR s.valid_to > ${instant} THEN 'ACTIVE'
      WHEN s.next_from IS NOT NULL THEN 'GAP'
      ELSE 'RETIRED' END AS status
  FROM (SELECT r.*, lead(r.valid_from) OVER (PARTITION BY r.entry_id ORDER BY r.ordinal) AS next_from FROM ${ROWS} r) s
  WHERE (s.valid_from IS NULL OR s.valid_from <= ${instant} OR s.ordinal = 0) AND (s.next_from IS NULL OR s.next_from > ${instant}))`;

/** The content of entry `x` at `p`. */
export const CONTENT_AT_POINT = `
  LEFT JOIN LATERAL (
    SELECT v.content, v.version, ${ORIGINS} FROM entry_version v
    WHERE v.channel = $1 AND v.entry_id = x.entry_id AND v.version <= p.version ORDER BY v.version DESC LIMIT 1) v ON true
  LEFT JOIN content b ON b.hash = v.content`;

/** What EntryType is made of, beside the point. */
export const FOUND_AT_POINT = `p.epoch, p.version AS "at", x.entry_id AS "entryId", x.code, v.content, b.body, v.version, v.origins`;
