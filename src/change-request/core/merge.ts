import { type Slice, slices } from '../../kernel/slices.js';
import {
  coalesce,
  endOf,
  type Period,
  period,
  type Row,
  sameValue,
  startOf,
  type Timeline,
  type Value,
  type Values,
} from '../../kernel/timeline.js';

/** Where two people changed one thing differently. `field` is null where they disagree about the row as a whole. */
export interface MergeConflict extends Period {
  readonly field: string | null;
  readonly base: Value;
  readonly ours: Value;
  readonly theirs: Value;
}

export interface Merged {
  readonly timeline: Timeline | null;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Joins two changes of one base. All three are cut where any of them changes, each stretch is merged by itself (field by field,
 * or as a whole where a definition's fields only make sense together) and equal neighbours are joined again. Where both changed
 * one thing differently the conflict is named and `theirs` stands, which is what the channel holds: nothing of it is undone
 * before somebody has decided. Exchanging ours and theirs exchanges the sides of the conflicts and nothing else about them.
 */
export function merge(
  base: Timeline | null,
  ours: Timeline | null,
  theirs: Timeline | null,
  by: 'CELL' | 'ROW',
): Merged {
  const conflicts: MergeConflict[] = [];
  const rows: Row[] = [];
  for (const slice of slices([base, ours, theirs])) {
    const merged = mergeSlice(slice, by);
    if (merged.values) rows.push({ ...period(slice.start, slice.end), values: merged.values });
    conflicts.push(...merged.conflicts);
  }
  const marks = mergeMarks({ base, ours, theirs });
  conflicts.push(...marks.conflicts);
  return {
    timeline: marks.exists ? { rows: coalesce(rows), ...marks.marks } : null,
    conflicts: joinNeighbours(conflicts),
  };
}

interface MergedSlice {
  readonly values: Values | null;
  readonly conflicts: readonly MergeConflict[];
}

function mergeSlice(slice: Slice, by: 'CELL' | 'ROW'): MergedSlice {
  const [base = null, ours = null, theirs = null] = slice.values;
  const whole = pick(base, ours, theirs);
  if (whole.agreed || by === 'ROW' || ours === null || theirs === null) {
    return {
      values: whole.value,
      conflicts: whole.agreed ? [] : [{ ...period(slice.start, slice.end), field: null, base, ours, theirs }],
    };
  }
  return mergeFields(slice, base ?? {}, ours, theirs);
}

function mergeFields(slice: Slice, base: Values, ours: Values, theirs: Values): MergedSlice {
  const values: Record<string, Value> = {};
  const conflicts: MergeConflict[] = [];
  for (const field of [...new Set([base, ours, theirs].flatMap(Object.keys))].sort()) {
    const sides = { base: base[field] ?? null, ours: ours[field] ?? null, theirs: theirs[field] ?? null };
    const { value, agreed } = pick(sides.base, sides.ours, sides.theirs);
    if (value !== null) values[field] = value;
    if (!agreed) conflicts.push({ ...period(slice.start, slice.end), field, ...sides });
  }
  return { values, conflicts };
}

/** The side that changed; theirs, and no agreement, where both did and differ. */
function pick<V extends Value>(base: V, ours: V, theirs: V): { value: V; agreed: boolean } {
  if (sameValue(base, theirs)) return { value: ours, agreed: true };
  return { value: theirs, agreed: sameValue(base, ours) || sameValue(ours, theirs) };
}

interface Sides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/** Whether the entry exists, its mark and its replacement, each merged as if it were a field. */
function mergeMarks(
  sides: Sides<Timeline | null>,
): Pick<Merged, 'conflicts'> & { exists: boolean; marks: Omit<Timeline, 'rows'> } {
  const conflicts: MergeConflict[] = [];
  const mark = <T extends Value>(field: string, of: (timeline: Timeline | null) => T): T => {
    const said = { base: of(sides.base), ours: of(sides.ours), theirs: of(sides.theirs) };
    const { value, agreed } = pick(said.base, said.ours, said.theirs);
    if (!agreed) conflicts.push({ field, ...said });
    return value;
  };
  const exists = mark('exists', (timeline) => timeline !== null);
  const retired = mark('retired', (timeline) => timeline?.retired ?? null);
  const replacedBy = mark('replacedBy', (timeline) => timeline?.replacedBy ?? null);
  return {
    exists,
    marks: { ...(retired ? { retired } : {}), ...(replacedBy === null ? {} : { replacedBy }) },
    conflicts,
  };
}

/** One conflict per disagreement, not one per stretch that the cutting made of it. */
function joinNeighbours(conflicts: readonly MergeConflict[]): readonly MergeConflict[] {
  const joined: MergeConflict[] = [];
  for (const conflict of conflicts) {
    const index = joined.findLastIndex((one) => one.field === conflict.field);
    const last = joined[index];
    const sides = ({ base, ours, theirs }: MergeConflict): Value => [base, ours, theirs];
    if (last && endOf(last) === startOf(conflict) && sameValue(sides(last), sides(conflict))) {
      joined[index] = { ...conflict, ...period(startOf(last), endOf(conflict)) };
    } else joined.push(conflict);
  }
  return joined;
}
