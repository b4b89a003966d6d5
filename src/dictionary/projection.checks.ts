import { timelineOf } from './content.sql.js';
import { EXPECTED_HEADS, KEYED, REFERENCE_FIELD, REFERS, SINGLE_TARGET, valuesWithKey } from './projection.sql.js';

/**
 * Whether everything is there, in one pass over what there is: how many rows are due, how many are held, and how many of these
 * are wrong. Each table's primary key keeps its rows apart, so as many right ones as are due are all of them.
 */

export const HEADS_CHECK = `
  SELECT count(*) AS due, (SELECT count(*) FROM entry_head a WHERE a.channel = $1) AS held,
    count(*) FILTER (WHERE (x.dictionary, x.code, x.content, x.version, x.origins)
      IS DISTINCT FROM (a.dictionary, a.code, a.content, a.version, a.origins)) AS wrong
  FROM (${EXPECTED_HEADS}) x LEFT JOIN entry_head a ON a.channel = $1 AND a.entry_id = x.entry_id`;

const SAME_ROW = `t.timeline -> 'rows' -> a.ordinal::integer`;

/**
 * Every first row tells how many its entry has; a head without one (of a timeline without rows, or because somebody took it)
 * counts as a wrong one, and the places are looked for.
 */
export const ROWS_CHECK = `
  SELECT count(*) AS held, sum(jsonb_array_length(t.timeline -> 'rows')) FILTER (WHERE a.ordinal = 0) AS due,
    (SELECT count(*) FROM entry_head h WHERE h.channel = $1) - count(*) FILTER (WHERE a.ordinal = 0)
    + count(*) FILTER (WHERE a.ordinal < 0 OR a.dictionary IS DISTINCT FROM h.dictionary OR a.code IS DISTINCT FROM h.code
      OR a.retired IS DISTINCT FROM t.timeline ? 'retired'
      OR a.row_values IS DISTINCT FROM ${valuesWithKey(`${SAME_ROW} -> 'values'`)}
      OR a.valid_from IS DISTINCT FROM (${SAME_ROW} ->> 'from')::timestamptz(3)
      OR a.valid_to IS DISTINCT FROM (${SAME_ROW} ->> 'to')::timestamptz(3)) AS wrong
  FROM head_row a
  LEFT JOIN entry_head h ON h.channel = $1 AND h.entry_id = a.entry_id
  LEFT JOIN content c ON c.hash = h.content
  CROSS JOIN ${timelineOf('c')}
  LEFT JOIN ${KEYED} ON k.dictionary = h.dictionary
  WHERE a.channel = $1`;

/** Most references are a value and nothing else; without the other kinds' subqueries these are counted and compared in parallel. */
const PLAIN = `('CODE', 'NAME', 'WILDCARD')`;
const PLAIN_TARGET = `nullif(h.row_values ->> f.field, '')`;

/** How many references of some kinds the rows are due; `each` is how many one field of one row is. */
const due = (kinds: string, each: string): string => `
  (SELECT coalesce(sum(${each}), 0)
   FROM head_row h JOIN ${REFERENCE_FIELD} ON f.dictionary = h.dictionary AND f.kind ${kinds}
   WHERE h.channel = $1 AND ${REFERS})`;

/** How many references of some kinds are not what their row refers to. */
const wrong = (kinds: string, isRight: string): string => `
  (SELECT count(*)
   FROM entry_reference a
   LEFT JOIN head_row h ON h.channel = $1 AND h.entry_id = a.entry_id AND h.ordinal = a.ordinal
   LEFT JOIN ${REFERENCE_FIELD}
     ON f.dictionary = h.dictionary AND f.field = a.field AND f.kind = a.kind AND f.target_dictionary = a.target_dictionary AND ${REFERS}
   WHERE a.channel = $1 AND a.kind ${kinds} AND (f.kind IS NULL OR f.must_exist IS DISTINCT FROM a.must_exist
     OR a.valid_from IS DISTINCT FROM h.valid_from OR a.valid_to IS DISTINCT FROM h.valid_to OR NOT coalesce(${isRight}, false)))`;

const LISTED = `(SELECT count(DISTINCT t) FROM jsonb_array_elements_text(h.row_values -> f.field) t WHERE t IS DISTINCT FROM f.any_token)`;

export const REFERENCES_CHECK = `
  SELECT (SELECT count(*) FROM entry_reference a WHERE a.channel = $1) AS held,
    ${due(`IN ${PLAIN}`, `(${PLAIN_TARGET} IS NOT NULL)::integer`)}
    + ${due(`NOT IN ${PLAIN}`, `CASE WHEN f.kind = 'LIST' THEN ${LISTED} ELSE (${SINGLE_TARGET} IS NOT NULL)::integer END`)} AS due,
    ${wrong(`IN ${PLAIN}`, `${PLAIN_TARGET} = a.target`)}
    + ${wrong(
      `NOT IN ${PLAIN}`,
      `CASE WHEN f.kind = 'LIST' THEN h.row_values -> f.field ? a.target AND a.target IS DISTINCT FROM f.any_token ELSE ${SINGLE_TARGET} = a.target END`,
    )} AS wrong`;
