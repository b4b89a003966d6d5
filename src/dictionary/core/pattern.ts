import { PATTERN_LENGTH_MAX, PATTERN_WAYS_MAX } from '../../kernel/limits.js';

/** Why a pattern may not judge values. UNSAFE: it could try so many ways that a hostile text stops the service. */
export type PatternFault = 'INVALID' | 'UNANCHORED' | 'UNSUPPORTED' | 'UNSAFE';

/** An unbounded repetition counts as this many, which with PATTERN_WAYS_MAX leaves room for two of them. */
const UNBOUNDED = 1_000;

/**
 * What is wrong with a pattern, or null. It must match from ^ to $, because it is an allow-list, and use only what a reader of
 * codes needs: literals, classes, groups, alternatives and repetitions. Node's matcher backtracks, so the ways in which the
 * pattern can divide a text are counted, generously, and bounded: nested repetitions multiply beyond every bound.
 */
export function patternFault(pattern: string): PatternFault | null {
  if (pattern.length > PATTERN_LENGTH_MAX || !compiles(pattern)) return 'INVALID';
  if (!pattern.startsWith('^') || !/(?:^|[^\\])(?:\\\\)*\$$/.test(pattern)) return 'UNANCHORED';
  const reader = new Reader(pattern.slice(1, -1));
  const ways = alternatives(reader, 0);
  if (reader.stopped === 'ALTERNATIVE') return 'UNANCHORED';
  if (reader.stopped !== null) return 'UNSUPPORTED';
  return ways > PATTERN_WAYS_MAX ? 'UNSAFE' : null;
}

/** Patterns are matched in Unicode mode, where one character is one code point and a needless escape is a mistake. */
export const compiled = (pattern: string): RegExp => new RegExp(pattern, 'u');

function compiles(pattern: string): boolean {
  try {
    return compiled(pattern) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Reads a pattern that is known to compile, piece by piece. */
class Reader {
  stopped: 'ALTERNATIVE' | 'UNSUPPORTED' | null = null;
  private at = 0;
  constructor(private readonly text: string) {}

  /** What matches here, if it does, and goes past it. */
  take(piece: RegExp): string | null {
    const sticky = new RegExp(piece.source, 'uy');
    sticky.lastIndex = this.at;
    const found = this.stopped ? null : (sticky.exec(this.text)?.[0] ?? null);
    this.at += found?.length ?? 0;
    return found;
  }

  get ended(): boolean {
    return this.stopped !== null || this.at >= this.text.length;
  }
}

const GROUP = /\((?:\?:)?(?!\?)/;
const CLASS = /\[(?:\\.|[^\]\\])*\]/;
const ESCAPED = /\\(?:[dDwWsS]|p\{[^}]*\}|P\{[^}]*\}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\}|[\^$\\.*+?()[\]{}|/tnr-])/;
const LITERAL = /[^\\[\](){}|*+?^$]/;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** Ways of `a|b|c`, up to the group's end: one of them matches, so they add up. */
function alternatives(reader: Reader, depth: number): number {
  let ways = sequence(reader, depth);
  while (reader.take(/\|/) !== null) {
    if (depth === 0) reader.stopped = 'ALTERNATIVE';
    ways += sequence(reader, depth);
  }
  return ways;
}

/** Ways of one piece after another: each goes with each, so they multiply. */
function sequence(reader: Reader, depth: number): number {
  let ways = 1;
  for (let piece = atom(reader, depth); piece !== null; piece = atom(reader, depth)) {
    ways *= repeated(piece, reader.take(QUANTIFIER));
  }
  return ways;
}

/** Ways of a class, character or group; null at the end of a sequence. */
function atom(reader: Reader, depth: number): number | null {
  if (reader.take(GROUP) !== null) {
    const ways = alternatives(reader, depth + 1);
    reader.take(/\)/);
    return ways;
  }
  if (reader.take(CLASS) ?? reader.take(ESCAPED) ?? reader.take(LITERAL)) return 1;
  const endsHere = reader.ended || reader.take(/(?=[|)])/) !== null;
  if (!endsHere) reader.stopped = 'UNSUPPORTED';
  return null;
}

/** Ways of a piece taken between `least` and `most` times: each number of times is a case of its own. */
function repeated(ways: number, quantifier: string | null): number {
  if (quantifier === null) return ways;
  const [least, most] = bounds(quantifier);
  if (ways === 1) return most - least + 1;
  let sum = 0;
  for (let times = least; times <= most && sum <= PATTERN_WAYS_MAX; times++) sum += ways ** times;
  return sum;
}

function bounds(quantifier: string): [number, number] {
  if (quantifier.startsWith('?')) return [0, 1];
  if (quantifier.startsWith('*')) return [0, UNBOUNDED - 1];
  if (quantifier.startsWith('+')) return [1, UNBOUNDED];
  const [, least = '0', comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(quantifier) ?? [];
  return [Number(least), comma ? Number(most || Number(least) + UNBOUNDED - 1) : Number(least)];
}
