import type { Definition } from '../../dictionary/core/definition.js';
import type { Digest } from '../../kernel/digest.js';
import { type Issue, issue } from '../../kernel/message.js';
import { contentOf, type Instant, type Timeline } from '../../kernel/timeline.js';
import { compose, type Composed, type Placed, type RequestTerms } from './compose.js';
import type { EvidenceChange } from './evidence.js';
import type { DraftEntry } from './needs.js';
import { entryKey } from './reference-check.js';

/** A timeline with the hash it is known by. */
export interface Content {
  readonly hash: Digest;
  readonly timeline: Timeline;
}

/** Also in its canonical form, in which it may have to be kept for the first time. */
export interface ProposedContent extends Content {
  readonly body: string;
}

/** A change as it is wanted: who it is about, what is asked, where that stands in the input. */
export interface WantedChange extends Placed {
  readonly id: string;
  readonly ordinal: number;
  readonly dictionary: string;
  readonly code: string;
  readonly reason: string | null;
  readonly disputed: boolean;
}

/** A change as it is kept: also what it stands on and what it makes of it. */
export interface KeptChange extends Omit<WantedChange, 'path'> {
  readonly base: Content | null;
  readonly proposed: ProposedContent;
  readonly beginsAt: Instant | null;
  readonly cosmetic: boolean;
}

export const keyOfChange = (change: Pick<WantedChange, 'dictionary' | 'code'>): string =>
  entryKey(change.dictionary, change.code);

/** Changes by the entry they are about; each entry's in their order. */
export function byEntry<C extends { dictionary: string; code: string; ordinal: number }>(
  changes: readonly C[],
): ReadonlyMap<string, readonly C[]> {
  const entries = new Map<string, C[]>();
  for (const change of [...changes].sort((a, b) => a.ordinal - b.ordinal)) {
    const known = entries.get(keyOfChange(change));
    if (known) known.push(change);
    else entries.set(keyOfChange(change), [change]);
  }
  return entries;
}

/** What the changes of a request are made under. */
export interface DraftFacts {
  readonly terms: RequestTerms;
  readonly definitionOf: (dictionary: string) => Definition | undefined;
  /** What each entry was before any of the request's changes. */
  readonly baseOf: (key: string) => Content | null;
}

/** Makes every change of these entries anew, each standing on the one before it; or tells every fault of every entry. */
export function recompose(
  facts: DraftFacts,
  wanted: readonly WantedChange[],
): { readonly kept: readonly KeptChange[] } | { readonly issues: readonly Issue[] } {
  const kept: KeptChange[] = [];
  const issues: Issue[] = [];
  for (const [key, changes] of byEntry(wanted)) {
    const [{ dictionary, code, path } = { dictionary: '', code: '', path: '' }] = changes;
    const definition = facts.definitionOf(dictionary);
    if (!definition) {
      issues.push(issue(`${path}.dictionary`, 'changeRequest.dictionaryUnknown', { dictionary }));
      continue;
    }
    const base = facts.baseOf(key);
    const composition = compose({ definition, code, base: base?.timeline ?? null }, facts.terms, changes);
    if ('issues' in composition) issues.push(...composition.issues);
    else kept.push(...keptOf(base, composition.composed));
  }
  return issues.length > 0 ? { issues } : { kept };
}

function keptOf(base: Content | null, composed: readonly Composed<WantedChange>[]): readonly KeptChange[] {
  const kept: KeptChange[] = [];
  let reached = base;
  for (const { change, proposal } of composed) {
    const proposed = contentWith(proposal.proposed);
    const { id, ordinal, dictionary, code, asked, reason, disputed } = change;
    const { beginsAt, cosmetic } = proposal;
    kept.push({ id, ordinal, dictionary, code, asked, reason, disputed, base: reached, proposed, beginsAt, cosmetic });
    reached = proposed;
  }
  return kept;
}

/** The canonical form is made again when it is written: of 100,000 entries it would weigh as much as all the rest. */
export const contentWith = (timeline: Timeline): ProposedContent => ({
  timeline,
  hash: contentOf(timeline).hash,
  get body() {
    return contentOf(timeline).body;
  },
});

/** The entries of a request, from what each was to what all its changes make of it. */
export const entriesOf = (
  changes: readonly KeptChange[],
  definitionOf: DraftFacts['definitionOf'],
  pathOf: (change: KeptChange) => string,
): readonly DraftEntry[] =>
  [...byEntry(changes).values()].flatMap((own) => {
    const [first, last] = [own[0], own.at(-1)];
    const definition = first && definitionOf(first.dictionary);
    if (!first || !last || !definition) return [];
    const { code, base } = first;
    return [{ definition, code, base: base?.timeline ?? null, proposed: last.proposed.timeline, path: pathOf(last) }];
  });

export const evidenceChange = (change: KeptChange): EvidenceChange => ({
  dictionary: change.dictionary,
  code: change.code,
  operation: change.asked.operation,
  validFrom: change.asked.validFrom,
  until: change.asked.until,
  validTo: change.asked.validTo,
  base: change.base?.hash ?? null,
  proposed: change.proposed.hash,
  replacedBy: change.asked.replacedBy,
  reason: change.reason,
});

/** A kept change as one to be made again, at a path by which its author finds it. */
export const wantedAgain = (change: KeptChange): WantedChange => ({
  ...change,
  path: `changes[id=${change.id}]`,
});
