import { beginsAt } from '../../change-request/core/diff.js';
import { type Loss, lossesOf } from '../../change-request/core/needs.js';
import type { Definition } from '../../dictionary/core/definition.js';
import { EMPTY, endOf, type Instant, type Timeline } from '../../kernel/timeline.js';
import { originsOf } from './origins.js';

/** An entry as the channel holds it, and as the release would have it. */
export interface EntryFacts {
  readonly definition: Definition;
  readonly code: string;
  readonly held: Timeline | null;
  readonly heldOrigins: readonly string[];
  readonly proposed: Timeline;
}

/** Somebody who takes the place of a retired entry, and from when. */
export interface Successor {
  readonly code: string;
  readonly from: Instant;
}

/** What writing an entry means. */
export interface EntryPlan {
  /** The release that each row comes from. */
  readonly origins: readonly string[];
  /** The first instant at which readers are told something else; null of an undated entry. */
  readonly beginsAt: Instant | null;
  /** Codes and names that mean nothing alive any more in some time in which they did. */
  readonly losses: readonly Loss[];
  readonly successor: Successor | null;
}

export const planOf = (facts: EntryFacts, release: string, now: Instant): EntryPlan => {
  const { definition, code, held, heldOrigins, proposed } = facts;
  return {
    origins: originsOf(held, heldOrigins, proposed, release),
    beginsAt: definition.dated ? beginsAt(held, proposed) : null,
    losses: held === null ? [] : lossesOf({ definition, code, base: held, proposed, path: '' }, now),
    successor: successorOf(facts, now),
  };
};

const successorOf = ({ definition, held, proposed }: EntryFacts, now: Instant): Successor | null => {
  const code = proposed.replacedBy;
  if (code === undefined || code === (held ?? EMPTY).replacedBy) return null;
  const last = proposed.rows.at(-1);
  const end = definition.dated && last ? endOf(last) : now;
  return { code, from: end > now ? end : now };
};
