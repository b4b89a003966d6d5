import { timelineOf } from './content.sql.js';
import { type Definition, type FieldDefinition, isPlainKey, KEY_SEPARATOR } from './core/definition.js';
import type { Definitions } from './definition.store.js';

/**
 * The projection as sets. Every statement takes the channel as $1 and, as $2, the keys or the references that its definitions
 * declare: facts of a few hundred lines, handed over as one JSON value, so that the plans stay plain joins which may run parallel.
 */

/** As $2: the dictionaries whose code is made of fields, which the rows then hold beside their values. */
export const keysOf = (definitions: Definitions): string =>
  JSON.stringify(
    definitions
      .all()
      .filter(({ definition }) => !isPlainKey(definition))
      .map(({ definition }) => ({ dictionary: definition.code, key: definition.key })),
  );

/** As $2: the reference fields, one line for each dictionary that a field may name. */
export const referenceFieldsOf = (definitions: Definitions): string =>
  JSON.stringify(
    definitions.all().flatMap(({ definition }) => definition.fields.flatMap((field) => linesOf(definition, field))),
  );

const linesOf = ({ code }: Definition, { name, reference }: FieldDefinition): object[] => {
  if (!reference) return [];
  const { kind, dictionary, discriminator, dictionaries = {}, any, fields, widths, mustExist } = reference;
  const line = { dictionary: code, field: name, kind, any_token: any, fields, widths, must_exist: mustExist };
  if (dictionary !== undefined) return [{ ...line, target_dictionary: dictionary }];
  return Object.entries(dictionaries).map(([told_by, target_dictionary]) => ({
    ...line,
    target_dictionary,
    discriminator,
    told_by,
  }));
};

export const KEYED = `jsonb_to_recordset($2::jsonb) AS k (dictionary text, key text[])`;

export const REFERENCE_FIELD = `jsonb_to_recordset($2::jsonb) AS f (dictionary text, field text, kind text, any_token text,
  fields text[], widths integer[], must_exist boolean, target_dictionary text, discriminator text, told_by text)`;

/** Each entry's newest content in the log, as entry_head holds it. What a version made absent has no head. */
export const EXPECTED_HEADS = `
  SELECT w.channel, w.entry_id, e.dictionary, e.code, w.content, w.version, string_to_array(w.origins, ',') AS origins
  FROM entry_version w
  JOIN entry e ON e.id = w.entry_id
  WHERE w.channel = $1 AND w.content IS NOT NULL AND NOT EXISTS (
    SELECT FROM entry_version n WHERE n.channel = $1 AND n.entry_id = w.entry_id AND n.version > w.version)`;

/** The rows of the heads \`h\` that \`scope\` names, as head_row holds them. */
export const expectedRows = (scope: string): string => `
  SELECT h.channel, h.entry_id, (r.n - 1)::smallint AS ordinal, h.dictionary, h.code,
    (r.row ->> 'from')::timestamptz(3) AS valid_from, (r.row ->> 'to')::timestamptz(3) AS valid_to,
    t.timeline ? 'retired' AS retired, ${valuesWithKey("r.row -> 'values'")} AS row_values
  FROM entry_head h
  JOIN content c ON c.hash = h.content
  CROSS JOIN ${timelineOf('c')}
  CROSS JOIN LATERAL jsonb_array_elements(t.timeline -> 'rows') WITH ORDINALITY AS r (row, n)
  LEFT JOIN ${KEYED} ON k.dictionary = h.dictionary
  WHERE h.channel = $1 ${scope}`;

/** A row's values with the key fields in them. A code of another number of parts is the log's fault, and nothing is merged. */
export const valuesWithKey = (values: string): string => `
  CASE WHEN k.key IS NULL THEN ${values}
       WHEN cardinality(k.key) = 1 THEN (${values}) || jsonb_build_object(k.key[1], h.code)
       WHEN cardinality(k.key) <> cardinality(string_to_array(h.code, '${KEY_SEPARATOR}')) THEN ${values}
       ELSE (${values}) || jsonb_object(k.key, string_to_array(h.code, '${KEY_SEPARATOR}')) END`;

const PART = `CASE WHEN part = 'code' THEN h.code ELSE h.row_values ->> part END`;

/**
 * What a field that names one entry names, in a row `h`: its value; for COMPOSITE the values of its fields, where none is
 * missing; for PREFIX within a dictionary, where nothing is stored, the entry's own code up to the longest shorter width.
 */
export const SINGLE_TARGET = `
  CASE WHEN f.kind = 'COMPOSITE' THEN (
         SELECT string_agg(${PART}, '${KEY_SEPARATOR}' ORDER BY n) FROM unnest(f.fields) WITH ORDINALITY AS p (part, n)
         HAVING bool_and(coalesce(${PART}, '') <> ''))
       WHEN f.kind = 'PREFIX' AND f.target_dictionary = h.dictionary THEN
         left(h.code, (SELECT max(width) FROM unnest(f.widths) AS w (width) WHERE width < length(h.code)))
       ELSE nullif(h.row_values ->> f.field, '') END`;

/** What is retired refers to nothing, for it holds at no instant; a discriminator of another value makes the field mean nothing. */
export const REFERS = `NOT h.retired AND (f.discriminator IS NULL OR h.row_values ->> f.discriminator = f.told_by)`;

const REFERENCE = `h.channel, h.entry_id, h.ordinal, f.field, f.kind, f.target_dictionary, t.target, f.must_exist, h.valid_from, h.valid_to`;

/** The references of the rows `h` that `scope` names, as entry_reference holds them. */
export const expectedReferences = (scope: string): string => `
  SELECT ${REFERENCE}
  FROM head_row h
  JOIN ${REFERENCE_FIELD} ON f.dictionary = h.dictionary
  CROSS JOIN LATERAL (SELECT ${SINGLE_TARGET}) AS t (target)
  WHERE h.channel = $1 AND f.kind <> 'LIST' AND ${REFERS} AND t.target IS NOT NULL ${scope}
  UNION ALL
  SELECT DISTINCT ${REFERENCE}
  FROM head_row h
  JOIN ${REFERENCE_FIELD} ON f.dictionary = h.dictionary
  CROSS JOIN LATERAL jsonb_array_elements_text(h.row_values -> f.field) AS t (target)
  WHERE h.channel = $1 AND f.kind = 'LIST' AND ${REFERS} AND t.target IS DISTINCT FROM f.any_token ${scope}`;
