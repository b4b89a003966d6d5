import type { Definition } from '../../dictionary/core/definition.js';
import type { Issue } from '../../kernel/message.js';
import type { Instant, Timeline } from '../../kernel/timeline.js';
import { type Asked, type Proposal, propose } from './propose.js';

/** What a whole request says about each of its changes. */
export interface RequestTerms {
  /** When the changes begin that say nothing themselves; only dated dictionaries have a beginning. */
  readonly validFrom: Instant | null;
  readonly retroactive: boolean;
  readonly now: Instant;
}

/** The entry as it was before any of the changes. */
export interface EntryFacts {
  readonly definition: Definition;
  readonly code: string;
  readonly base: Timeline | null;
}

/** A change and where it stands in the input. */
export interface Placed {
  readonly asked: Asked;
  readonly path: string;
}

export interface Composed<C extends Placed> {
  readonly change: C;
  readonly base: Timeline | null;
  readonly proposal: Proposal;
}
export type Composition<C extends Placed> =
  { readonly composed: readonly Composed<C>[] } | { readonly issues: readonly Issue[] };

/**
 * All changes of one entry, in their order: each stands on what the one before it made. The first that cannot be made ends
 * the composition, since nothing can be said about those behind it.
 */
export function compose<C extends Placed>(
  { definition, code, base }: EntryFacts,
  terms: RequestTerms,
  changes: readonly C[],
): Composition<C> {
  const composed: Composed<C>[] = [];
  let reached = base;
  for (const change of changes) {
    const asked = withTerms(definition, terms, change.asked);
    const proposal = propose({ ...terms, definition, code, base: reached }, asked, change.path);
    if ('issues' in proposal) return proposal;
    composed.push({ change, base: reached, proposal });
    reached = proposal.proposed;
  }
  return { composed };
}

const withTerms = (definition: Definition, terms: RequestTerms, asked: Asked): Asked => ({
  ...asked,
  validFrom: asked.validFrom ?? (definition.dated ? terms.validFrom : null),
});
