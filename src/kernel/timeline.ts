import { canonicalJson } from './canonical.js';
import { type Digest, sha256 } from './digest.js';

/** A value of a field. Decimals, dates and instants are text; a LIST reference is an array of codes; a definition's fields are structures. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Values = Readonly<Record<string, Value>>;

/** An instant in UTC with milliseconds, `2026-12-31T16:00:00.000Z`: of fixed width, so text order is time order. */
export type Instant = string;

/** Half-open [from, to). An undated row has neither end; a dated one always has a beginning. */
export interface Period {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** An entry's values over one period. Fields without a value are absent, never null, so that one meaning has one form. */
export interface Row extends Period {
  readonly values: Values;
}

/**
 * All of an entry's rows, oldest first, never overlapping, adjacent equal rows joined. `retired` marks an undated entry that
 * keeps its last values (a dated one is retired by its last row ending); `replacedBy` is the code that took its place.
 */
export interface Timeline {
  readonly rows: readonly Row[];
  readonly retired?: true;
  readonly replacedBy?: string;
}

export type EntryStatus = 'ACTIVE' | 'FUTURE' | 'GAP' | 'RETIRED';

/** What an entry looks like that was never written: nothing holds at any instant. */
export const EMPTY: Timeline = { rows: [] };

/** A row's beginning and end as text that sorts: an absent beginning before every instant, an absent end after every one. */
export const BEFORE_ALL = '';
export const AFTER_ALL = '~';
export const startOf = (period: Period): string => period.from ?? BEFORE_ALL;
export const endOf = (period: Period): string => period.to ?? AFTER_ALL;

/** A period between two such texts, which leaves out an end that is none. */
export const period = (start: string, end: string): Period => ({
  ...(start === BEFORE_ALL ? {} : { from: start }),
  ...(end === AFTER_ALL ? {} : { to: end }),
});

export const holdsAt = (row: Period, instant: Instant): boolean => startOf(row) <= instant && instant < endOf(row);

/** The row that holds at the instant: at most one, and none where the entry is retired. */
export function rowAt(timeline: Timeline, instant: Instant): Row | null {
  if (timeline.retired) return null;
  return timeline.rows.find((row) => holdsAt(row, instant)) ?? null;
}

/** ACTIVE where a row holds, FUTURE before the first, GAP between two, RETIRED after the last or where there is none. */
export function statusAt(timeline: Timeline, instant: Instant): EntryStatus {
  const first = timeline.rows[0];
  const last = timeline.rows.at(-1);
  if (timeline.retired || !first || !last || endOf(last) <= instant) return 'RETIRED';
  if (instant < startOf(first)) return 'FUTURE';
  return rowAt(timeline, instant) ? 'ACTIVE' : 'GAP';
}

/** The rows before and after the one that holds at the instant. A retired undated entry's previous row is its last values. */
export function neighbours(timeline: Timeline, instant: Instant): { previous: Row | null; next: Row | null } {
  if (timeline.retired) return { previous: timeline.rows.at(-1) ?? null, next: null };
  return {
    previous: timeline.rows.findLast((row) => endOf(row) <= instant) ?? null,
    next: timeline.rows.find((row) => startOf(row) > instant) ?? null,
  };
}

/** Joins rows that touch and say the same. The rows given are oldest first and do not overlap. */
export function coalesce(rows: readonly Row[]): readonly Row[] {
  const joined: Row[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    if (last && endOf(last) === startOf(row) && sameValue(last.values, row.values)) {
      joined[joined.length - 1] = { ...period(startOf(last), endOf(row)), values: last.values };
    } else joined.push(row);
  }
  return joined;
}

/** Whether two values say the same, whatever the order of their keys. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Values, b as Values];
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

/** The canonical form of a timeline and the SHA-256 by which it is known. */
export function contentOf(timeline: Timeline): { body: string; hash: Digest } {
  const body = canonicalJson({
    rows: timeline.rows.map(({ from, to, values }) => ({ from, to, values })),
    retired: timeline.retired,
    replacedBy: timeline.replacedBy,
  });
  return { body, hash: sha256(body) };
}

/** The inverse of contentOf. The database holds every body by its hash, so its shape is not judged again. */
export const parseTimeline = (body: string): Timeline => JSON.parse(body) as Timeline;

/** Whether two timelines have the same content. Both are coalesced, as every timeline is. */
export const sameTimeline = (a: Timeline | null, b: Timeline | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.retired === b.retired &&
    a.replacedBy === b.replacedBy &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => sameRow(row, b.rows[index])));

const sameRow = (a: Row, b: Row | undefined): boolean =>
  b !== undefined && a.from === b.from && a.to === b.to && sameValue(a.values, b.values);
