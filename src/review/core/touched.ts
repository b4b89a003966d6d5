import { endOf, type Row, sameValue, startOf, type Timeline } from '../../kernel/timeline.js';

const rowOver = (rows: readonly Row[], start: string): Row | undefined =>
  rows.find((row) => startOf(row) <= start && start < endOf(row));

const touchedBetween = (before: Row | undefined, after: Row): readonly string[] => {
  const names = new Set([...Object.keys(before?.values ?? {}), ...Object.keys(after.values)]);
  return [...names].filter((name) => !sameValue(before?.values[name], after.values[name]));
};

/**
 * The fields that have another value at some instant after a change than before it. Where the change leaves no row, as a
 * RETIRE does, no field was given a value: the operation says enough.
 */
export const touchedFields = (base: Timeline | null, proposed: Timeline): readonly string[] => {
  const earlier = base?.rows ?? [];
  const edges = new Set([...earlier, ...proposed.rows].flatMap((row) => [startOf(row), endOf(row)]));
  const touched = new Set<string>();
  for (const edge of edges) {
    const after = rowOver(proposed.rows, edge);
    if (after) touchedBetween(rowOver(earlier, edge), after).forEach((name) => touched.add(name));
  }
  return [...touched].sort();
};
