import { Injectable } from '@nestjs/common';
import type { Loss } from '../change-request/core/needs.js';
import { AFTER_ALL, BEFORE_ALL } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import type { Target } from './apply.store.js';

/** A field of an entry that refers to something that is not there, or not any more. */
export interface DanglingFact {
  readonly dictionary: string;
  readonly code: string;
  readonly field: string;
  readonly targetDictionary: string;
  readonly target: string;
}

/** Two entries with one value in a field that is unique. */
export interface SharedFact {
  readonly dictionary: string;
  readonly code: string;
  readonly field: string;
  readonly value: string;
  readonly other: string;
}

/** Who shall take an entry's place, and from when. */
export interface SuccessorFact {
  readonly dictionary: string;
  readonly code: string;
  readonly target: string;
  readonly from: string;
}

const FOUND_MAX = 1_000;

/**
 * Asks a channel, once the projection has taken up the version that is being written, whether everything still resolves. Each
 * question is one statement over sets, and costs what was written, not what the channel holds.
 */
@Injectable()
export class ChannelRulesStore {
  /** References of the rows that the release brings, over the whole time in which each row holds; undated ones from now on. */
  dangling(db: Db, { channel, version, release }: Target, now: string): Promise<readonly DanglingFact[]> {
    return db.query<DanglingFact[]>(DANGLING, [channel, version, release, now, FOUND_MAX]);
  }

  /** Rows of the channel that still name what the version ended or renamed, in the time in which it means nothing. */
  async dependants(db: Db, channel: string, losses: readonly Loss[]): Promise<readonly DanglingFact[]> {
    if (losses.length === 0) return [];
    const spans = losses.flatMap(({ dictionary, token, space, spans: lost }) =>
      lost.map(({ start, end }) => ({
        dictionary,
        token,
        by_name: space === 'NAME',
        from: start === BEFORE_ALL ? null : start,
        to: end === AFTER_ALL ? null : end,
      })),
    );
    return db.query<DanglingFact[]>(DEPENDANTS, [channel, JSON.stringify(spans), FOUND_MAX]);
  }

  /** Rows that the release brings whose value in a unique field somebody else has at the same time. */
  shared(db: Db, target: Target, dictionary: string, field: string): Promise<readonly SharedFact[]> {
    const { channel, version, release } = target;
    return db.query<SharedFact[]>(SHARED, [channel, version, release, dictionary, field, FOUND_MAX]);
  }

  /** Successors that are not there when they should take over. */
  async missingSuccessors(
    db: Db,
    channel: string,
    successors: readonly SuccessorFact[],
  ): Promise<readonly SuccessorFact[]> {
    if (successors.length === 0) return [];
    return db.query<SuccessorFact[]>(MISSING_SUCCESSORS, [channel, JSON.stringify(successors)]);
  }
}

/** Whether live rows `h` of the channel with this code, or of this name, cover a period without a gap. */
const covered = (named: string, period: string): string => `
  coalesce((SELECT range_agg(tstzrange(h.valid_from, h.valid_to)) FROM head_row h
    WHERE h.channel = $1 AND NOT h.retired AND ${named}) @> ${period}, false)`;

const byCode = (dictionary: string, target: string): string => `h.dictionary = ${dictionary} AND h.code = ${target}`;
const byName = (dictionary: string, target: string): string =>
  `h.dictionary = ${dictionary} AND h.name_key = lower(normalize(${target}, NFKC) COLLATE "C") AND h.row_values ->> 'name' = ${target}`;

// Targets are asked about once each, however many rows name them: 50,000 prices name a dozen receipt classes.
const DANGLING = `
  WITH named AS MATERIALIZED (
    SELECT v.entry_id, r.field, r.kind, r.target_dictionary, r.target,
      tstzrange(coalesce(r.valid_from, $4::timestamptz), r.valid_to) AS period
    FROM entry_version v JOIN entry_reference r ON r.channel = v.channel AND r.entry_id = v.entry_id
    WHERE v.channel = $1 AND v.version = $2 AND r.must_exist AND split_part(v.origins, ',', r.ordinal + 1) = $3
  ), asked AS MATERIALIZED (
    SELECT DISTINCT kind, target_dictionary, target, period FROM named
  ), missing AS MATERIALIZED (
    SELECT * FROM asked a WHERE a.kind NOT IN ('NAME', 'WILDCARD') AND NOT ${covered(byCode('a.target_dictionary', 'a.target'), 'a.period')}
    UNION ALL
    SELECT * FROM asked a WHERE a.kind = 'NAME' AND NOT ${covered(byName('a.target_dictionary', 'a.target'), 'a.period')}
    UNION ALL
    SELECT * FROM asked a WHERE a.kind = 'WILDCARD' AND NOT EXISTS (
      SELECT FROM head_row h WHERE h.channel = $1 AND h.dictionary = a.target_dictionary AND NOT h.retired
        AND CASE WHEN a.target LIKE '%*' THEN h.code ^@ left(a.target, -1) ELSE h.code = a.target END)
  )
  SELECT e.dictionary, e.code, n.field, n.target_dictionary AS "targetDictionary", n.target
  FROM missing m
  JOIN named n ON n.kind = m.kind AND n.target_dictionary = m.target_dictionary AND n.target = m.target AND n.period = m.period
  JOIN entry e ON e.id = n.entry_id
  ORDER BY e.dictionary, e.code, n.field LIMIT $5`;

const STILL = `tstzrange(r.valid_from, r.valid_to) * tstzrange(t."from", t."to")`;

const DEPENDANTS = `
  SELECT DISTINCT e.dictionary, e.code, r.field, t.dictionary AS "targetDictionary", t.token AS target
  FROM jsonb_to_recordset($2::jsonb) AS t (dictionary text, token text, by_name boolean, "from" timestamptz, "to" timestamptz)
  JOIN entry_reference r ON r.channel = $1 AND r.target_dictionary = t.dictionary AND r.target = t.token
    AND (r.kind = 'NAME') = t.by_name AND r.kind <> 'WILDCARD' AND r.must_exist
  JOIN entry e ON e.id = r.entry_id
  WHERE NOT isempty(${STILL})
    AND NOT CASE WHEN t.by_name THEN ${covered(byName('t.dictionary', 't.token'), STILL)}
                 ELSE ${covered(byCode('t.dictionary', 't.token'), STILL)} END
  ORDER BY 1, 2, 3 LIMIT $3`;

const SHARED = `
  SELECT DISTINCT w.dictionary, w.code, $5::text AS field, w.row_values ->> $5 AS value, o.code AS other
  FROM entry_version v
  JOIN head_row w ON w.channel = v.channel AND w.entry_id = v.entry_id AND split_part(v.origins, ',', w.ordinal + 1) = $3
  JOIN head_row o ON o.channel = w.channel AND o.dictionary = w.dictionary AND o.entry_id <> w.entry_id AND NOT o.retired
    AND o.row_values ->> $5 = w.row_values ->> $5
    AND tstzrange(o.valid_from, o.valid_to) && tstzrange(w.valid_from, w.valid_to)
  WHERE v.channel = $1 AND v.version = $2 AND w.dictionary = $4 AND NOT w.retired
  ORDER BY 1, 2 LIMIT $6`;

const MISSING_SUCCESSORS = `
  SELECT t.dictionary, t.code, t.target, t."from"
  FROM jsonb_to_recordset($2::jsonb) AS t (dictionary text, code text, target text, "from" text)
  WHERE NOT EXISTS (SELECT FROM head_row h
    WHERE h.channel = $1 AND NOT h.retired AND ${byCode('t.dictionary', 't.target')}
      AND tstzrange(h.valid_from, h.valid_to) @> t."from"::timestamptz)
  ORDER BY 1, 2`;
