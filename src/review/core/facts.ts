import type { Timeline } from '../../kernel/timeline.js';
import type { RequestFacts } from './condition.js';
import { touchedFields } from './touched.js';

/** One change: what it found and what it proposes. */
export interface ChangeFact {
  readonly dictionary: string;
  readonly kind: string;
  readonly operation: string;
  readonly base: Timeline | null;
  readonly proposed: Timeline;
}

/** What the request as a whole says of itself. */
export interface RequestHead {
  readonly changes: number;
  readonly urgency: string;
  readonly retroactive: boolean;
}

/** Gathers facts change by change, so that a request of 100,000 changes need not lie in memory at once. */
export class FactsGathering {
  private readonly kinds = new Set<string>();
  private readonly dictionaries = new Set<string>();
  private readonly operations = new Set<string>();
  private readonly fields = new Set<string>();
  private readonly newCodes = new Set<string>();

  add(change: ChangeFact): void {
    this.kinds.add(change.kind);
    this.dictionaries.add(change.dictionary);
    this.operations.add(change.operation);
    touchedFields(change.base, change.proposed).forEach((field) => this.fields.add(`${change.dictionary}.${field}`));
    if (change.base === null) this.newCodes.add(change.dictionary);
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
