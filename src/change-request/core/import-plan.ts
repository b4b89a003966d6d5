import type { Definition } from '../../dictionary/core/definition.js';
import { type Issue, issue } from '../../kernel/message.js';
import { type Row, rowAt, sameValue, type Timeline, type Values } from '../../kernel/timeline.js';
import { compose, type Composed, type Placed, type RequestTerms } from './compose.js';
import { type ColumnMap, inColumns, type RowSaying } from './import.js';

export type ImportEffect = 'added' | 'revived' | 'changed' | 'retired';

export interface PlannedChange extends Composed<Placed> {
  readonly effect: ImportEffect;
  readonly code: string;
}
export type Planned = PlannedChange | 'unchanged' | { readonly issues: readonly Issue[] };

/** What stands behind a whole import. */
export interface ImportFacts {
  readonly definition: Definition;
  readonly terms: RequestTerms;
  readonly columnOf: ColumnMap;
  /** Adds what a name calls for, its input codes, before the values are compared. */
  readonly completed: (values: Values, before: Values | null) => Values;
}

/** What one row of the table does to its entry. */
export function planRow(facts: ImportFacts, saying: RowSaying, base: Timeline | null): Planned {
  const { definition, terms, columnOf } = facts;
  const row = base && rowToChange(base, facts);
  const before = row?.values ?? null;
  const values = onlyDifferent(facts.completed(saying.values, before), before);
  const isAlive = base !== null && row !== null && !base.retired;
  if (isAlive && Object.keys(values).length === 0) return 'unchanged';
  const asked = {
    operation: 'SET',
    values,
    validFrom: null,
    until: 'NEXT_ROW',
    validTo: null,
    replacedBy: null,
  } as const;
  const change = { asked, path: saying.place };
  const composition = compose({ definition, code: saying.code, base }, terms, [change]);
  if ('issues' in composition) return inColumns(composition.issues, columnOf, saying.place);
  const effect = isAlive ? 'changed' : base === null ? 'added' : 'revived';
  return planned(composition.composed, effect, saying.code);
}

/** The end of an entry that a replacing table does not name. */
export function planRetirement({ definition, terms }: ImportFacts, code: string, base: Timeline): Planned {
  const asked = {
    operation: 'RETIRE',
    values: null,
    validFrom: null,
    until: 'NEXT_ROW',
    validTo: null,
    replacedBy: null,
  } as const;
  const composition = compose({ definition, code, base }, terms, [{ asked, path: code }]);
  return 'issues' in composition ? composition : planned(composition.composed, 'retired', code);
}

/** Whether a replacing table that does not name an entry has anything to end: an entry that is over stays over. */
export const isToRetire = ({ definition, terms }: ImportFacts, base: Timeline): boolean =>
  !base.retired &&
  base.rows.some((row) => !definition.dated || terms.validFrom === null || (row.to ?? '~') > terms.validFrom);

/** An undated entry's one row; of a dated one the row that holds when the import begins. A retired one's last values count as a base. */
const rowToChange = (base: Timeline, { definition, terms }: ImportFacts): Row | null => {
  if (!definition.dated) return base.rows.at(-1) ?? null;
  return terms.validFrom === null ? null : rowAt(base, terms.validFrom);
};

/** A table says all of a row; a change says what is different. */
const onlyDifferent = (values: Values, before: Values | null): Values =>
  Object.fromEntries(Object.entries(values).filter(([field, value]) => !sameValue(value, before?.[field] ?? null)));

const planned = (composed: readonly Composed<Placed>[], effect: ImportEffect, code: string): Planned => {
  const [only] = composed;
  return only ? { ...only, effect, code } : 'unchanged';
};

/** Codes that the table names more than once: it cannot be told which row is meant. */
export class SeenCodes {
  private readonly places = new Map<string, string>();

  /** Null the first time; afterwards the fault, which names the place of the first. */
  again({ code, place }: RowSaying): Issue | null {
    const first = this.places.get(code);
    if (first === undefined) {
      this.places.set(code, place);
      return null;
    }
    return issue(place, 'changeRequest.import.codeTwice', { code, first });
  }

  has(code: string): boolean {
    return this.places.has(code);
  }
}
