import type { Options } from './options.js';

/** How often both sides are measured, each time in turn. */
export interface Effort {
  readonly rounds: number;
  /** Seconds of load a side and round, for figures per second. */
  readonly seconds: number;
}

export const effortOf = ({ quick }: Options): Effort => (quick ? { rounds: 3, seconds: 2 } : { rounds: 7, seconds: 4 });

export interface Measured {
  readonly ours: number;
  readonly baseline: number;
  /** ours / baseline. */
  readonly ratio: number;
  /** The lowest and highest ratio of a single round: how far to trust the median. */
  readonly spread: readonly [number, number];
}

type Side = () => Promise<number>;

/**
 * Measures both sides in turns, each first in every other round, so that a machine that slows down slows both. The first
 * round only warms up. The figures are medians, the ratio is the medians'.
 */
export async function inTurns(rounds: number, ours: Side, baseline: Side): Promise<Measured> {
  const pairs: { ours: number; baseline: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await ours() : null;
    const other = await baseline();
    pairs.push({ ours: first ?? (await ours()), baseline: other });
  }
  return measured(pairs.slice(1));
}

/** The medians of pairs that were measured elsewhere. */
export function measured(pairs: readonly { ours: number; baseline: number }[]): Measured {
  const ours = median(pairs.map((pair) => pair.ours));
  const baseline = median(pairs.map((pair) => pair.baseline));
  const ratios = pairs.map((pair) => pair.ours / pair.baseline);
  return { ours, baseline, ratio: ours / baseline, spread: [Math.min(...ratios), Math.max(...ratios)] };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds that `work` takes. */
export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
