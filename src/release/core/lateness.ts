import { type FindingFact } from '../../kernel/problem.js';
import { says } from '../../kernel/message.js';
import type { Instant } from '../../kernel/timeline.js';

/** An entry about to be written, and the first instant at which it will differ from what the channel holds; null: undated. */
export interface Beginning {
  readonly dictionary: string;
  readonly code: string;
  readonly beginsAt: Instant | null;
}

/**
 * What has begun before it could be applied. A period that begins this very instant is in time: nobody has read without it.
 * What was signed as retroactive is never late, and what has no period begins when it is applied.
 */
export const lateEntries = <E extends Beginning>(
  entries: readonly E[],
  now: Instant,
  isRetroactive: boolean,
): readonly E[] => (isRetroactive ? [] : entries.filter((entry) => entry.beginsAt !== null && entry.beginsAt < now));

export const lateFinding = (entry: Beginning, now: Instant): FindingFact => ({
  severity: 'BLOCK',
  rule: 'time.late',
  path: `${entry.dictionary}/${entry.code}`,
  says: says('release.late', { dictionary: entry.dictionary, code: entry.code, beginsAt: entry.beginsAt ?? '', now }),
});
