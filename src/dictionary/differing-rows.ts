import {
  AFTER_ALL,
  endOf,
  type Row,
  rowAt,
  sameValue,
  startOf,
  type Timeline,
  type Values,
} from '../kernel/timeline.js';

/** One side of a comparison: the timeline and the row shown of it. */
export interface Side {
  readonly timeline: Timeline;
  readonly shown: Row | null;
}

interface Pair {
  readonly before: Values | null;
  readonly after: Values | null;
}

const NONE: Pair = { before: null, after: null };

/**
 * The rows whose fields tell the difference between two sides: those shown of each; where these say the same, the earliest that
 * do not. A retired entry keeps its last values, so nothing is told of its fields.
 */
export function differingRows(before: Side | null, after: Side | null): Pair {
  const shown = { before: before?.shown?.values ?? null, after: after?.shown?.values ?? null };
  if (!before || !after || !same(shown)) return shown;
  if (before.timeline.retired || after.timeline.retired) return NONE;
  const [was, is] = [before.timeline, after.timeline];
  const instants = [...new Set([...was.rows, ...is.rows].flatMap((row) => [startOf(row), endOf(row)]))].sort();
  const pairs = instants.filter((instant) => instant !== AFTER_ALL).map((instant) => pairAt(was, is, instant));
  return pairs.find((pair) => !same(pair)) ?? NONE;
}

const pairAt = (was: Timeline, is: Timeline, instant: string): Pair => ({
  before: rowAt(was, instant)?.values ?? null,
  after: rowAt(is, instant)?.values ?? null,
});

const same = ({ before, after }: Pair): boolean => sameValue(before, after);
