import { ORIGINS, timelineOf } from './content.sql.js';

/**
 * Comparing two points. Parameters: $1, $2 the channel and version before; $3, $4 those after; $5, $6 the instants; $7 a
 * dictionary or null for all. Contents are compared by their hashes; only what differs is looked into.
 */

/** What distinguishes the points, which decides what has to be looked at. */
export interface Distance {
  readonly sameChannel: boolean;
  /** The version after is the older one. */
  readonly backwards: boolean;
  readonly sameInstant: boolean;
}

const contentAt = (channel: string, version: string, entry: string): string => `
  SELECT v.content FROM entry_version v
  WHERE v.channel = ${channel} AND v.entry_id = ${entry} AND v.version <= ${version} ORDER BY v.version DESC LIMIT 1`;

/** Between two versions of one channel only what those between wrote can differ: 2.4 µs for each entry that they touched. */
const touched = (backwards: boolean): string => {
  const [lower, upper] = backwards ? ['$4::integer', '$2::integer'] : ['$2::integer', '$4::integer'];
  const [older, newer] = backwards ? ['after', 'before'] : ['before', 'after'];
  return `
    SELECT u.entry_id, l.content AS ${older}, u.content AS ${newer}
    FROM (
      SELECT DISTINCT ON (v.entry_id) v.entry_id, v.content FROM entry_version v
      WHERE v.channel = $1 AND v.version > ${lower} AND v.version <= ${upper} ORDER BY v.entry_id, v.version DESC) u
    LEFT JOIN LATERAL (${contentAt('$1', lower, 'u.entry_id')}) l ON true
    WHERE u.content IS DISTINCT FROM l.content`;
};

/** Every entry that a channel holds at a version. */
const heldAt = (channel: string, version: string): string => `(
  SELECT entry_id, content FROM (
    SELECT DISTINCT ON (v.entry_id) v.entry_id, v.content FROM entry_version v
    WHERE v.channel = ${channel} AND v.version <= ${version} ORDER BY v.entry_id, v.version DESC) newest
  WHERE content IS NOT NULL)`;

const ACROSS = `
    SELECT coalesce(a.entry_id, b.entry_id) AS entry_id, a.content AS before, b.content AS after
    FROM ${heldAt('$1', '$2::integer')} a FULL JOIN ${heldAt('$3', '$4::integer')} b ON b.entry_id = a.entry_id
    WHERE a.content IS DISTINCT FROM b.content`;

/** A row that begins or ends between the instants makes its entry differ although its content is the same. */
const turns = (row: string): string => `
  ((${row}.valid_from > least($5::timestamptz, $6::timestamptz) AND ${row}.valid_from <= greatest($5::timestamptz, $6::timestamptz))
   OR (${row}.valid_to > least($5::timestamptz, $6::timestamptz) AND ${row}.valid_to <= greatest($5::timestamptz, $6::timestamptz)))`;

const SINCE = `SELECT n.entry_id FROM entry_version n WHERE n.channel = $3 AND n.version > $4::integer`;

const TURNED = `
    SELECT t.entry_id, a.content AS before, b.content AS after
    FROM (
      SELECT h.entry_id FROM head_row h
      WHERE h.channel = $3 AND ($7::text IS NULL OR h.dictionary = $7) AND ${turns('h')} AND h.entry_id NOT IN (${SINCE})
      UNION
      SELECT x.entry_id
      FROM (
        SELECT s.entry_id, (r ->> 'from')::timestamptz AS valid_from, (r ->> 'to')::timestamptz AS valid_to
        FROM (SELECT DISTINCT entry_id FROM (${SINCE}) n) s
        CROSS JOIN LATERAL (${contentAt('$3', '$4::integer', 's.entry_id')}) w
        JOIN content c ON c.hash = w.content
        CROSS JOIN LATERAL jsonb_array_elements(c.body::jsonb -> 'rows') r) x
      WHERE ${turns('x')}) t
    CROSS JOIN LATERAL (${contentAt('$1', '$2::integer', 't.entry_id')}) a
    CROSS JOIN LATERAL (${contentAt('$3', '$4::integer', 't.entry_id')}) b
    WHERE a.content = b.content`;

/** Gives every parameter its type, also where the distance leaves one unused. Nothing reads it, so it is never run. */
const TYPED = `typed AS (
  SELECT $1::text, $2::integer, $3::text, $4::integer, $5::timestamptz, $6::timestamptz, $7::text)`;

/** The entries that differ, with both contents; null where a side does not hold the entry. */
const differing = ({ sameChannel, backwards, sameInstant }: Distance): string => {
  const contents = sameChannel ? touched(backwards) : ACROSS;
  const all = sameInstant ? contents : `SELECT entry_id, before, after FROM (${contents}) c UNION ALL ${TURNED}`;
  return `${TYPED},
  differing AS MATERIALIZED (
    SELECT d.entry_id, e.dictionary, e.code, d.before, d.after
    FROM (${all}) d JOIN entry e ON e.id = d.entry_id
    WHERE $7::text IS NULL OR e.dictionary = $7)`;
};

/** Everything of an entry on one side, for those on the page. */
const found = (side: string, channel: string, version: string): string => `
  LEFT JOIN LATERAL (
    SELECT v.content, v.version, ${ORIGINS}, b.body FROM entry_version v JOIN content b ON b.hash = v.content
    WHERE v.channel = ${channel} AND v.entry_id = p.entry_id AND v.version = (
      SELECT max(n.version) FROM entry_version n WHERE n.channel = ${channel} AND n.entry_id = p.entry_id AND n.version <= ${version})) ${side} ON true`;

/**
 * A page in the order of dictionaries and codes, and on each line how many there are in all. $8, $9: the dictionary and code to
 * go on after; $10 how many. One line at least, so that an empty page has its number, too.
 */
export const differencesPage = (distance: Distance): string => `
  WITH ${differing(distance)}
  SELECT t.total, p.entry_id AS "entryId", p.dictionary, p.code,
    a.content AS "beforeContent", a.body AS "beforeBody", a.version AS "beforeVersion", a.origins AS "beforeOrigins",
    b.content AS "afterContent", b.body AS "afterBody", b.version AS "afterVersion", b.origins AS "afterOrigins"
  FROM (SELECT count(*)::integer AS total FROM differing) t
  LEFT JOIN (
    SELECT entry_id, dictionary, code FROM differing
    WHERE $8::text IS NULL OR (dictionary, code) > ($8 COLLATE "C", $9::text COLLATE "C")
    ORDER BY dictionary, code LIMIT $10::integer) p ON true
  ${found('a', '$1', '$2::integer')} ${found('b', '$3', '$4::integer')}
  ORDER BY p.dictionary, p.code`;

/** Instants are stored in UTC and of one width, so their text compares as they do. */
const isRetired = (timeline: string, at: string): string => `
  (${timeline} ? 'retired' OR jsonb_array_length(${timeline} -> 'rows') = 0
   OR coalesce(${timeline} #>> '{rows,-1,to}' <= to_char(${at}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), false))`;

/** How many there are of each kind: DifferenceType.kind says the same of one. */
export const differencesByKind = (distance: Distance): string => `
  WITH ${differing(distance)}
  SELECT CASE
      WHEN d.before IS NULL THEN 'ADDED'
      WHEN d.after IS NULL THEN 'ABSENT'
      WHEN ${isRetired('y.timeline', '$6')} AND NOT ${isRetired('x.timeline', '$5')} THEN 'RETIRED'
      WHEN ${isRetired('x.timeline', '$5')} AND NOT ${isRetired('y.timeline', '$6')} THEN 'REVIVED'
      ELSE 'CHANGED' END AS kind, count(*)::integer AS count
  FROM differing d
  LEFT JOIN content a ON a.hash = d.before
  LEFT JOIN content b ON b.hash = d.after
  CROSS JOIN ${timelineOf('a', 'x')}
  CROSS JOIN ${timelineOf('b', 'y')}
  GROUP BY 1`;
