import { AFTER_ALL, BEFORE_ALL, endOf, type Instant, type Period, startOf } from '../../kernel/timeline.js';

/** A stretch of time [start, end) in text that sorts, `''` before and `~` after every instant. Never empty. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

export const EVER: Span = { start: BEFORE_ALL, end: AFTER_ALL };

export const spanOf = (period: Period): Span => ({ start: startOf(period), end: endOf(period) });

/** From the instant on. What does not say when it holds is asked about from now on. */
export const spanFrom = (instant: Instant): Span => ({ start: instant, end: AFTER_ALL });

const byStart = (a: Span, b: Span): number => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0);

/** The same time in as few spans as possible, oldest first. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort(byStart)) {
    const last = out.at(-1);
    if (last && span.start <= last.end) {
      out[out.length - 1] = { start: last.start, end: span.end > last.end ? span.end : last.end };
    } else out.push(span);
  }
  return out;
}

/** The time that both cover. */
export function meeting(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const both = a.flatMap((one) =>
    b.map((other) => ({
      start: one.start > other.start ? one.start : other.start,
      end: one.end < other.end ? one.end : other.end,
    })),
  );
  return joined(both.filter(({ start, end }) => start < end));
}

/** The time of `a` that is in none of `b`. */
export function without(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  return joined(b).reduce<readonly Span[]>(
    (left, hole) =>
      left.flatMap((span) =>
        [
          { start: span.start, end: span.end < hole.start ? span.end : hole.start },
          { start: span.start > hole.end ? span.start : hole.end, end: span.end },
        ].filter(({ start, end }) => start < end),
      ),
    joined(a),
  );
}
