import { Injectable } from '@nestjs/common';
import type { Instant } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import type { Token } from './core/needs.js';

/** A live row of PRODUCTION, as far as the checks of structure look at it. */
export interface HeldRow {
  readonly dictionary: string;
  readonly code: string;
  readonly name: string | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** A row of PRODUCTION that refers to a token. */
export interface DependantRow extends Omit<HeldRow, 'name'> {
  readonly field: string;
  readonly kind: string;
  readonly target: string;
  readonly targetDictionary: string;
}

/** A live row of PRODUCTION that has a value which must be unique. */
export interface ClaimRow extends Omit<HeldRow, 'name'> {
  readonly field: string;
  readonly value: string;
}

export interface RegisteredCode {
  readonly dictionary: string;
  readonly code: string;
  readonly folded: string;
}

const INSTANT_FORMAT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const instant = (column: string, name: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', ${INSTANT_FORMAT}) AS "${name}"`;
const PERIOD = `${instant('h.valid_from', 'from')}, ${instant('h.valid_to', 'to')}`;

/** What PRODUCTION holds around a request: each question one statement, whatever the number of entries. */
@Injectable()
export class ChecksStore {
  /** The live rows of the entries with these codes, and of those with these names. */
  async held(db: Db, tokens: readonly Token[]): Promise<readonly HeldRow[]> {
    const [codes, names] = [columnsOf(tokens, 'CODE'), columnsOf(tokens, 'NAME')];
    const columns = `h.dictionary, h.code, h.row_values ->> 'name' AS name, ${PERIOD}`;
    return db.query<HeldRow[]>(
      `SELECT ${columns} FROM unnest($1::text[], $2::text[]) AS t (dictionary, token)
       JOIN head_row h ON h.channel = 'PRODUCTION' AND h.dictionary = t.dictionary AND h.code = t.token
       WHERE NOT h.retired
       UNION
       SELECT ${columns} FROM unnest($3::text[], $4::text[]) AS t (dictionary, token)
       JOIN head_row h ON h.channel = 'PRODUCTION' AND h.dictionary = t.dictionary
         AND h.name_key = lower(normalize(t.token, NFKC) COLLATE "C") AND h.row_values ->> 'name' = t.token
       WHERE NOT h.retired`,
      [codes.dictionaries, codes.tokens, names.dictionaries, names.tokens],
    );
  }

  /** Those of the patterns (`2204*`) that match the code of something alive in PRODUCTION. */
  async matchedPatterns(db: Db, patterns: readonly Token[]): Promise<readonly Token[]> {
    const given = columnsOf(patterns, 'PATTERN');
    if (given.tokens.length === 0) return [];
    const rows = await db.query<{ dictionary: string; token: string }[]>(
      `SELECT t.dictionary, t.token FROM unnest($1::text[], $2::text[], $3::text[]) AS t (dictionary, token, matching)
       WHERE EXISTS (SELECT FROM head_row h
         WHERE h.channel = 'PRODUCTION' AND h.dictionary = t.dictionary AND h.code LIKE t.matching AND NOT h.retired)`,
      [given.dictionaries, given.tokens, given.tokens.map(likeOf)],
    );
    return rows.map((row) => ({ space: 'PATTERN', ...row }));
  }

  /** The rows of PRODUCTION that must find one of these codes or names. */
  async dependants(db: Db, tokens: readonly Token[]): Promise<readonly DependantRow[]> {
    if (tokens.length === 0) return [];
    return db.query<DependantRow[]>(
      `SELECT h.field, h.kind, h.target, h.target_dictionary AS "targetDictionary", e.dictionary, e.code, ${PERIOD}
       FROM unnest($1::text[], $2::text[], $3::boolean[]) AS t (dictionary, token, by_name)
       JOIN entry_reference h ON h.channel = 'PRODUCTION' AND h.target_dictionary = t.dictionary AND h.target = t.token
         AND (h.kind = 'NAME') = t.by_name AND h.kind <> 'WILDCARD' AND h.must_exist
       JOIN entry e ON e.id = h.entry_id
       ORDER BY e.dictionary, e.code, h.field`,
      [
        tokens.map((token) => token.dictionary),
        tokens.map((token) => token.token),
        tokens.map((token) => token.space === 'NAME'),
      ],
    );
  }

  /** The live rows of PRODUCTION in which a field has one of the values. */
  async claims(db: Db, dictionary: string, field: string, values: readonly string[]): Promise<readonly ClaimRow[]> {
    return db.query<ClaimRow[]>(
      `SELECT h.dictionary, h.code, $2::text AS field, h.row_values ->> $2 AS value, ${PERIOD}
       FROM head_row h
       WHERE h.channel = 'PRODUCTION' AND h.dictionary = $1 AND NOT h.retired AND h.row_values ->> $2 = ANY ($3::text[])`,
      [dictionary, field, values],
    );
  }

  /** Every code that was ever released and that a person could take for one of these. */
  async registered(
    db: Db,
    codes: readonly Pick<RegisteredCode, 'dictionary' | 'folded'>[],
  ): Promise<readonly RegisteredCode[]> {
    if (codes.length === 0) return [];
    return db.query<RegisteredCode[]>(
      `SELECT e.dictionary, e.code, e.folded FROM unnest($1::text[], $2::text[]) AS t (dictionary, folded)
       JOIN entry e ON e.dictionary = t.dictionary AND e.folded = t.folded`,
      [codes.map((code) => code.dictionary), codes.map((code) => code.folded)],
    );
  }
}

const columnsOf = (tokens: readonly Token[], space: Token['space']) => {
  const chosen = tokens.filter((token) => token.space === space);
  return {
    dictionaries: chosen.map((token) => token.dictionary),
    tokens: chosen.map((token) => token.token),
  };
};

/** A pattern in LIKE's words: only a `*` at its end stands for more than itself. */
const likeOf = (pattern: string): string => pattern.replace(/[\\%_]/g, '\\$&').replace(/\*$/, '%');
