import type { Db } from '../platform/transactor.js';
import type { Definitions } from './definition.store.js';
import { GENERATED_COLUMNS, KEYS, SCHEMA_CHECK } from './projection.schema.js';
import { HEADS_CHECK, REFERENCES_CHECK, ROWS_CHECK } from './projection.checks.js';
import { EXPECTED_HEADS, expectedReferences, expectedRows, keysOf, referenceFieldsOf } from './projection.sql.js';

/** One place where the projection is not what the log says. */
export interface ProjectionDifference {
  readonly table: 'entry_head' | 'head_row' | 'entry_reference' | 'schema';
  readonly dictionary: string;
  readonly code: string;
  /** The version that wrote the entry, as far as log or projection still tell. */
  readonly version: number | null;
  readonly what: 'MISSING' | 'EXTRA' | 'ALTERED';
}

/** A table of the projection: how to see in one pass whether it is whole, and how to find out where it is not. */
interface Table {
  readonly name: 'entry_head' | 'head_row' | 'entry_reference';
  readonly check: string;
  readonly expected: string;
  readonly key: readonly string[];
  readonly facts: readonly string[];
  readonly declared?: (definitions: Definitions) => string;
}

const TABLES: readonly Table[] = [
  {
    name: 'entry_head',
    check: HEADS_CHECK,
    expected: EXPECTED_HEADS,
    key: ['entry_id'],
    facts: ['dictionary', 'code', 'content', 'version', 'origins'],
  },
  {
    name: 'head_row',
    check: ROWS_CHECK,
    expected: expectedRows(''),
    key: ['entry_id', 'ordinal'],
    facts: ['dictionary', 'code', 'valid_from', 'valid_to', 'retired', 'row_values'],
    declared: keysOf,
  },
  {
    name: 'entry_reference',
    check: REFERENCES_CHECK,
    expected: expectedReferences(''),
    key: ['entry_id', 'ordinal', 'field', 'target_dictionary', 'target'],
    facts: ['kind', 'must_exist', 'valid_from', 'valid_to'],
    declared: referenceFieldsOf,
  },
];

/**
 * Heads are compared with the log, rows with the heads' contents, references with the rows. Each table is first checked in one
 * pass; only where that finds something is it joined with what it should be, to name the places.
 */
export async function differencesOf(
  db: Db,
  channel: string,
  definitions: Definitions,
): Promise<readonly ProjectionDifference[]> {
  const found = await schemaDifferences(db);
  for (const table of TABLES) {
    const parameters = [channel, ...(table.declared ? [table.declared(definitions)] : [])];
    const [check] = await db.query<Check[]>(table.check, parameters);
    if (check && isWhole(check)) continue;
    found.push(...(await db.query<ProjectionDifference[]>(detailOf(table), parameters)));
  }
  return found.sort((a, b) => (a.version ?? -1) - (b.version ?? -1)).slice(0, DIFFERENCES_MAX);
}

const DIFFERENCES_MAX = 100;

/** PostgreSQL counts in bigint, which arrives as text. */
interface Check {
  readonly due: string | null;
  readonly held: string;
  readonly wrong: string;
}

const isWhole = ({ due, held, wrong }: Check): boolean => Number(due ?? 0) === Number(held) && Number(wrong) === 0;

const detailOf = ({ name, expected, key, facts }: Table): string => {
  const same = key.map((column) => `x.${column} = a.${column}`).join(' AND ');
  const differs = facts.map((column) => `x.${column} IS DISTINCT FROM a.${column}`).join(' OR ');
  return `
  SELECT '${name}' AS "table", coalesce(e.dictionary, '') AS dictionary, coalesce(e.code, '') AS code, w.version,
    CASE WHEN d.found = 0 THEN 'MISSING' WHEN d.due = 0 THEN 'EXTRA' ELSE 'ALTERED' END AS what
  FROM (
    SELECT coalesce(x.entry_id, a.entry_id) AS entry_id, count(x.entry_id) AS due, count(a.entry_id) AS found
    FROM (${expected}) x FULL JOIN (SELECT * FROM ${name} WHERE channel = $1) a ON ${same}
    WHERE x.entry_id IS NULL OR a.entry_id IS NULL OR ${differs}
    GROUP BY 1) d
  LEFT JOIN entry e ON e.id = d.entry_id
  LEFT JOIN LATERAL (SELECT max(v.version) AS version FROM entry_version v WHERE v.channel = $1 AND v.entry_id = d.entry_id) w ON true
  ORDER BY w.version NULLS FIRST LIMIT ${DIFFERENCES_MAX}`;
};

/**
 * What the checks above take for granted: that nobody can write the generated columns, and that the primary keys stand. A
 * superuser can take both away, and cannot bring them back over altered rows without their being computed and checked anew.
 */
async function schemaDifferences(db: Db): Promise<ProjectionDifference[]> {
  const rows = await db.query<{ what: string }[]>(SCHEMA_CHECK);
  const present = new Set(rows.map(({ what }) => what));
  return [...KEYS, ...GENERATED_COLUMNS]
    .filter((what) => !present.has(what))
    .map((code) => ({ table: 'schema', dictionary: '', code, version: null, what: 'ALTERED' }));
}
