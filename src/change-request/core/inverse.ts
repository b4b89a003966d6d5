import type { Timeline } from '../../kernel/timeline.js';

/** An entry before and after a change; null where it does not exist (yet, or any more: ABSENT). */
export interface EntryChange {
  readonly base: Timeline | null;
  readonly proposed: Timeline | null;
}

/**
 * What undoes the changes: each the other way round, the last one first, because a later change of an entry stands on an
 * earlier one. Whatever else a change carries (its dictionary and code) is kept.
 */
export const inverse = <C extends EntryChange>(changes: readonly C[]): readonly C[] =>
  changes.map((change) => ({ ...change, base: change.proposed, proposed: change.base })).reverse();
