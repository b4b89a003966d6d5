import { AFTER_ALL, endOf, period, type Row, startOf, type Timeline, type Values } from './timeline.js';

/** A stretch of time in which none of some timelines changes, and what each of them says in it; null where it has no row. */
export interface Slice {
  readonly start: string;
  readonly end: string;
  readonly values: readonly (Values | null)[];
}

/** Cuts time at every boundary of the timelines given, oldest first; stretches in which none has a row are left out. */
export function slices(timelines: readonly (Timeline | null)[]): readonly Slice[] {
  const cuts = [...new Set(timelines.flatMap(boundaries))].sort();
  const next = timelines.map(() => 0);
  const found: Slice[] = [];
  for (const [index, start] of cuts.slice(0, -1).entries()) {
    const end = cuts[index + 1] ?? AFTER_ALL;
    const values = timelines.map((timeline, of) => {
      const rows = timeline?.rows ?? [];
      next[of] = skipEnded(rows, next[of] ?? 0, start);
      const row = rows[next[of]];
      return row && startOf(row) <= start ? row.values : null;
    });
    if (values.some((each) => each !== null)) found.push({ start, end, values });
  }
  return found;
}

const boundaries = (timeline: Timeline | null): string[] =>
  (timeline?.rows ?? []).flatMap((row) => [startOf(row), endOf(row)]);

function skipEnded(rows: readonly Row[], from: number, start: string): number {
  let index = from;
  for (let row = rows[index]; row && endOf(row) <= start; row = rows[index]) index++;
  return index;
}

/** The row that says `values` over the slice. */
export const rowOver = (slice: Slice, values: Values): Row => ({ ...period(slice.start, slice.end), values });

/** The part of a row within [start, end), or null where they do not meet. */
export function clip(row: Row, start: string, end: string): Row | null {
  const from = startOf(row) > start ? startOf(row) : start;
  const to = endOf(row) < end ? endOf(row) : end;
  return from < to ? { ...period(from, to), values: row.values } : null;
}

/** The parts of the rows within [start, end). */
export const clipped = (rows: readonly Row[], start: string, end: string): readonly Row[] =>
  start < end ? rows.flatMap((row) => clip(row, start, end) ?? []) : [];
