import { PAGE_MAX } from '../kernel/limits.js';
import { issue } from '../kernel/message.js';
import { LimitExceeded, type Problem, ValidationFailed } from '../kernel/problem.js';

/** Why a page of this size is not given; null where it is. */
export function pageSizeProblem(first: number): Problem | null {
  if (first > PAGE_MAX) return new LimitExceeded('platform.limit.page', PAGE_MAX, first);
  return first < 0 ? new ValidationFailed([issue('first', 'platform.input.range', { min: 0, max: PAGE_MAX })]) : null;
}

const SHOWN = 60;

/** A cursor that this service did not give, or gave for another question. */
export const badCursor = (cursor: string): ValidationFailed =>
  new ValidationFailed([issue('after', 'platform.badCursor', { cursor: cursor.slice(0, SHOWN) })]);
