import type { Definition } from '../../dictionary/core/definition.js';
import { type Period, type Row, sameValue, type Timeline } from '../../kernel/timeline.js';
import { diff, type FieldChange, fieldChanges, type RowChange } from './diff.js';

/** The rows, cut to the time in which they would no longer hold, that a change takes away or writes over. */
export const overwrittenRows = (base: Timeline | null, proposed: Timeline): readonly Row[] =>
  diff(base, proposed).rows.flatMap(({ before, ...change }) =>
    before === null ? [] : [{ ...periodOf(change), values: before }],
  );

/**
 * The fields that a change alters. Where it alters rows of several periods, a field that goes from one value to one other in all of
 * them is told once; what an entry loses by ending is told by its rows, not field by field.
 */
export function changedFields(
  base: Timeline | null,
  proposed: Timeline,
  definition: Definition | undefined,
): readonly FieldChange[] {
  const told: FieldChange[] = [];
  for (const { before, after } of diff(base, proposed).rows) {
    if (after === null) continue;
    const fresh = fieldChanges(before, after, definition).filter(
      (change) => !told.some((one) => sameChange(one, change)),
    );
    told.push(...fresh);
  }
  return told;
}

const sameChange = (a: FieldChange, b: FieldChange): boolean =>
  a.field === b.field && sameValue(a.before, b.before) && sameValue(a.after, b.after);

const periodOf = ({ from, to }: RowChange | Omit<RowChange, 'before'>): Period => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
