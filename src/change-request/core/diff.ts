import { clipped, slices } from '../../kernel/slices.js';
import {
  AFTER_ALL,
  BEFORE_ALL,
  coalesce,
  endOf,
  type Instant,
  type Period,
  period,
  type Row,
  sameValue,
  startOf,
  type Timeline,
  type Values,
} from '../../kernel/timeline.js';

export { type FieldChange, fieldChanges } from '../../dictionary/core/field-changes.js';

/** A stretch of time in which two timelines differ, and what each says in it; null where it has no row. */
export interface RowChange extends Period {
  readonly before: Values | null;
  readonly after: Values | null;
}

/** What an entry is besides its rows. */
export interface Marks {
  readonly exists: boolean;
  readonly retired: boolean;
  readonly replacedBy: string | null;
}

/** How `next` differs from `base`: as long as the difference, not as the timelines. No rows and no marks: they are the same. */
export interface TimelineDiff {
  readonly rows: readonly RowChange[];
  readonly marks: { readonly before: Marks; readonly after: Marks } | null;
}

/** Compares two timelines row by row; null is an entry that does not exist. */
export function diff(base: Timeline | null, next: Timeline | null): TimelineDiff {
  const [before, after] = [marksOf(base), marksOf(next)];
  return { rows: changedRows(base, next), marks: sameValue({ ...before }, { ...after }) ? null : { before, after } };
}

/** Carries a difference out: `applyDiff(base, diff(base, next))` is `next`. */
export function applyDiff(base: Timeline | null, difference: TimelineDiff): Timeline | null {
  const marks = difference.marks?.after ?? marksOf(base);
  if (!marks.exists) return null;
  const rows = difference.rows.reduce(replaced, base?.rows ?? []);
  return {
    rows: coalesce(rows),
    ...(marks.retired ? { retired: true as const } : {}),
    ...(marks.replacedBy === null ? {} : { replacedBy: marks.replacedBy }),
  };
}

/** The earliest instant at which the two say different things; null where they never do, or have done since ever (undated). */
export function beginsAt(base: Timeline | null, proposed: Timeline | null): Instant | null {
  return changedRows(base, proposed)[0]?.from ?? null;
}

const marksOf = (timeline: Timeline | null): Marks => ({
  exists: timeline !== null,
  retired: timeline?.retired === true,
  replacedBy: timeline?.replacedBy ?? null,
});

function changedRows(base: Timeline | null, next: Timeline | null): readonly RowChange[] {
  const changes: RowChange[] = [];
  for (const { start, end, values } of slices([base, next])) {
    const [before = null, after = null] = values;
    if (sameValue(before, after)) continue;
    const last = changes.at(-1);
    const grows = last && endOf(last) === start && sameValue(last.before, before) && sameValue(last.after, after);
    if (grows) changes.pop();
    changes.push({ ...period(grows ? startOf(last) : start, end), before, after });
  }
  return changes;
}

function replaced(rows: readonly Row[], change: RowChange): readonly Row[] {
  const own = change.after ? [{ ...period(startOf(change), endOf(change)), values: change.after }] : [];
  return [...clipped(rows, BEFORE_ALL, startOf(change)), ...own, ...clipped(rows, endOf(change), AFTER_ALL)];
}
