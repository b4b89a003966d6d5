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
