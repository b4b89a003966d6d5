import { endOf, type Row, sameValue, startOf, type Timeline } from '../../kernel/timeline.js';

const isPartOf = (row: Row, whole: Row): boolean =>
  startOf(whole) <= startOf(row) && endOf(row) <= endOf(whole) && sameValue(row.values, whole.values);

/**
 * The release that each proposed row comes from: a row that was there before, whole or trimmed, keeps the release it came
 * from; every other row comes from the release that proposes it. A row that reaches further than it did is a new promise.
 */
export const originsOf = (
  held: Timeline | null,
  heldOrigins: readonly string[],
  proposed: Timeline,
  release: string,
): readonly string[] =>
  proposed.rows.map((row) => {
    const index = held?.rows.findIndex((earlier) => isPartOf(row, earlier)) ?? -1;
    return heldOrigins[index] ?? release;
  });
