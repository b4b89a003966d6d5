import { type Issue, issue } from '../../kernel/message.js';
import { clipped } from '../../kernel/slices.js';
import { BEFORE_ALL, type Instant, startOf, type Timeline } from '../../kernel/timeline.js';
import type { OverwriteResult } from './overwrite.js';

export interface RetireRules {
  readonly dated: boolean;
  /** The code that takes the entry's place. */
  readonly replacedBy?: string;
  /** Path of the change within the input, before its `validFrom`. */
  readonly path?: string;
}

/**
 * Ends an entry. A dated one ends at `at`: the row that holds then is cut, and every later row is removed and listed. An
 * undated one has no `at`: it is marked and keeps its last values, so that what was written with its code can still be read.
 */
export function retire(timeline: Timeline, at: Instant | undefined, rules: RetireRules): OverwriteResult {
  const fault = refusal(at, rules);
  if (fault) return { issues: [fault] };
  const replaced = rules.replacedBy ?? timeline.replacedBy;
  const mark = replaced === undefined ? {} : { replacedBy: replaced };
  if (at === undefined) return { timeline: { rows: timeline.rows, retired: true, ...mark }, overwrites: [] };
  return {
    timeline: { rows: clipped(timeline.rows, BEFORE_ALL, at), ...mark },
    overwrites: timeline.rows.filter((row) => startOf(row) >= at),
  };
}

function refusal(at: Instant | undefined, rules: RetireRules): Issue | null {
  const path = rules.path ? `${rules.path}.validFrom` : 'validFrom';
  if (rules.dated && at === undefined) return issue(path, 'changeRequest.overwrite.needsValidFrom');
  if (!rules.dated && at !== undefined) return issue(path, 'changeRequest.overwrite.undatedHasNoPeriod');
  return null;
}
