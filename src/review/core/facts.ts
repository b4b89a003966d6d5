import type { Timeline } from '../../kernel/timeline.js';
import type { RequestFacts } from './condition.js';
import { touchedFields } from './touched.js';

/** One entry of a request: from what it was to what all its changes together make of it. */
export interface ChangedEntry {
  readonly dictionary: string;
  readonly kind: string;
  readonly operations: readonly string[];
  readonly base: Timeline | null;
  readonly proposed: Timeline;
}

/** What the request as a whole says of itself. */
export interface RequestHead {
  readonly changes: number;
  readonly urgency: string;
  readonly retroactive: boolean;
}

/** Gathers facts entry by entry, so that a request of 100,000 changes need not lie in memory at once. */
export class FactsGathering {
  private readonly kinds = new Set<string>();
  private readonly dictionaries = new Set<string>();
  private readonly operations = new Set<string>();
  private readonly fields = new Set<string>();
  private readonly newCodes = new Set<string>();

  add(entry: ChangedEntry): void {
    this.kinds.add(entry.kind);
    this.dictionaries.add(entry.dictionary);
    entry.operations.forEach((operation) => this.operations.add(operation));
    touchedFields(entry.base, entry.proposed).forEach((field) => this.fields.add(`${entry.dictionary}.${field}`));
    if (entry.base === null) this.newCodes.add(entry.dictionary);
  }

  factsOf(head: RequestHead): RequestFacts {
    return {
      kinds: [...this.kinds].sort(),
      dictionaries: [...this.dictionaries].sort(),
      operations: [...this.operations].sort(),
      fields: [...this.fields].sort(),
      new_codes: [...this.newCodes].sort(),
      ...head,
    };
  }
}
