import { type Issue, issue } from '../../kernel/message.js';
import { TIMELINE_ROWS_MAX } from '../../kernel/limits.js';
import { clipped } from '../../kernel/slices.js';
import {
  AFTER_ALL,
  BEFORE_ALL,
  coalesce,
  endOf,
  type Instant,
  period,
  type Row,
  sameValue,
  startOf,
  type Timeline,
  type Values,
} from '../../kernel/timeline.js';

/** Where a SET ends: at what is planned next (a row, or the end of the one that holds), nowhere, or at an instant. */
export type Until = 'NEXT_ROW' | 'OPEN' | 'AT';

/** The period that a SET is about. `from` is needed where entries are dated, `to` where `until` is AT; neither elsewhere. */
export interface Portion {
  readonly from?: Instant;
  readonly until: Until;
  readonly to?: Instant;
}

/** What one may say about the entry's dictionary, and where the change stands in the input. */
export interface OverwriteRules {
  readonly dated: boolean;
  /** Whether values could stand as a row of their own: asked where the portion covers a gap. Without it, they always could. */
  readonly isComplete?: (values: Values) => boolean;
  /** Path of the change within the input, before its `validFrom`, `validTo`, `until` and `values`. */
  readonly path?: string;
}

/** The timeline as it would be, and the rows (cut to the portion) whose values would be lost by it. */
export interface Overwritten {
  readonly timeline: Timeline;
  readonly overwrites: readonly Row[];
}
export type OverwriteResult = Overwritten | { readonly issues: readonly Issue[] };

/**
 * Lays `values` over the portion: each row it covers keeps its own other values, null clears one. Outside the portion nothing
 * changes; doing it twice is doing it once. A gap is filled only by values that are complete. Setting a retired undated entry
 * brings it back. `timeline` is null for an entry that does not exist yet.
 */
export function overwrite(
  timeline: Timeline | null,
  portion: Portion,
  values: Values,
  rules: OverwriteRules,
): OverwriteResult {
  const base = timeline?.rows ?? [];
  const issues = rules.dated ? datedIssues(portion, rules) : undatedIssues(portion, rules);
  if (issues.length > 0) return { issues };
  const start = portion.from ?? BEFORE_ALL;
  const end = rules.dated ? endOfPortion(base, portion) : AFTER_ALL;
  const inside = fill(base, start, end).map((piece) => laid(piece, values));
  const gap = inside.find(({ before, row }) => before === null && rules.isComplete?.(row.values) === false);
  if (gap) return { issues: [gapIssue(gap.row, rules)] };
  const rows = coalesce([
    ...clipped(base, BEFORE_ALL, start),
    ...inside.map(({ row }) => row),
    ...clipped(base, end, AFTER_ALL),
  ]);
  if (rows.length > TIMELINE_ROWS_MAX) return { issues: [tooManyRows(rows.length, rules)] };
  const lost = inside.flatMap(({ before, row }) => (before && !sameValue(before.values, row.values) ? [before] : []));
  return { timeline: { rows, ...replacedByStill(timeline, rows) }, overwrites: lost };
}

/**
 * NEXT_ROW ends at the next boundary that is already planned: where the row that holds ends, or the next one begins. So it
 * erases no planned row, lifts no planned stop, and done twice it does not reach further the second time.
 */
function endOfPortion(rows: readonly Row[], { from = BEFORE_ALL, until, to }: Portion): string {
  if (until === 'AT') return to ?? AFTER_ALL;
  if (until === 'OPEN') return AFTER_ALL;
  const next = rows.find((row) => endOf(row) > from);
  if (!next) return AFTER_ALL;
  return startOf(next) > from ? startOf(next) : endOf(next);
}

/** A stretch of the portion: the row that held there, or null for a gap. */
interface Piece {
  readonly start: string;
  readonly end: string;
  readonly before: Row | null;
}

/** The portion from end to end, as rows and the gaps between them. */
function fill(rows: readonly Row[], start: string, end: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let reached = start;
  for (const row of clipped(rows, start, end)) {
    if (reached < startOf(row)) pieces.push({ start: reached, end: startOf(row), before: null });
    pieces.push({ start: startOf(row), end: endOf(row), before: row });
    reached = endOf(row);
  }
  if (reached < end) pieces.push({ start: reached, end, before: null });
  return pieces;
}

function laid({ start, end, before }: Piece, values: Values): { before: Row | null; row: Row } {
  const merged = Object.entries({ ...before?.values, ...values }).filter(([, value]) => value !== null);
  return { before, row: { ...period(start, end), values: Object.fromEntries(merged) } };
}

/** What replaced the entry is still true while the entry ends where it ended; an undated one, brought back, has no end. */
function replacedByStill(timeline: Timeline | null, rows: readonly Row[]): Pick<Timeline, 'replacedBy'> {
  const [last, now] = [timeline?.rows.at(-1), rows.at(-1)];
  if (!timeline?.replacedBy) return {};
  const ends = last !== undefined && now !== undefined && endOf(last) === endOf(now) && endOf(now) !== AFTER_ALL;
  return ends ? { replacedBy: timeline.replacedBy } : {};
}

const at = (rules: OverwriteRules, field: string): string => (rules.path ? `${rules.path}.${field}` : field);

function datedIssues({ from, until, to }: Portion, rules: OverwriteRules): readonly Issue[] {
  const issues: Issue[] = [];
  if (!from) issues.push(issue(at(rules, 'validFrom'), 'changeRequest.overwrite.needsValidFrom'));
  if (until === 'AT' && !to) issues.push(issue(at(rules, 'validTo'), 'changeRequest.overwrite.needsValidTo'));
  if (until !== 'AT' && to)
    issues.push(issue(at(rules, 'validTo'), 'changeRequest.overwrite.validToWithoutAt', { until }));
  if (from && to && to <= from) {
    issues.push(issue(at(rules, 'validTo'), 'changeRequest.overwrite.endsBeforeItBegins', { from, to }));
  }
  return issues;
}

function undatedIssues({ from, until, to }: Portion, rules: OverwriteRules): readonly Issue[] {
  const bounded = [from && 'validFrom', to && 'validTo', until === 'AT' && 'until'];
  return bounded.flatMap((field) =>
    field ? [issue(at(rules, field), 'changeRequest.overwrite.undatedHasNoPeriod')] : [],
  );
}

const gapIssue = (gap: Row, rules: OverwriteRules): Issue =>
  issue(at(rules, 'values'), 'changeRequest.overwrite.gapNeedsAll', { from: gap.from ?? '-', to: gap.to ?? '-' });

export const tooManyRows = (given: number, rules: OverwriteRules): Issue =>
  issue(at(rules, 'validFrom'), 'changeRequest.overwrite.tooManyRows', { limit: TIMELINE_ROWS_MAX, given });
