import { checkGiven, checkValues, isComplete } from '../../dictionary/core/values.js';
import type { Definition } from '../../dictionary/core/definition.js';
import { fieldChanges } from '../../dictionary/core/field-changes.js';
import { type Issue, issue } from '../../kernel/message.js';
import {
  coalesce,
  EMPTY,
  type Instant,
  type Row,
  sameTimeline,
  type Timeline,
  type Values,
} from '../../kernel/timeline.js';
import { beginsAt, diff } from './diff.js';
import { overwrite, type OverwriteResult, type Until } from './overwrite.js';
import { retire } from './retire.js';

/** What is asked of one entry, in the words of whoever asks. `validFrom` is already that of the request where none was given. */
export interface Asked {
  readonly operation: 'SET' | 'RETIRE';
  /** SET: absent fields keep each row's value, null clears one. */
  readonly values: Values | null;
  readonly validFrom: Instant | null;
  readonly until: Until;
  readonly validTo: Instant | null;
  readonly replacedBy: string | null;
}

/** The facts that a proposal stands on. `now` is the database's. */
export interface ProposalFacts {
  readonly definition: Definition;
  readonly code: string;
  readonly base: Timeline | null;
  readonly now: Instant;
  readonly retroactive: boolean;
}

export interface Proposal {
  readonly proposed: Timeline;
  /** Rows, cut to the period, whose values would be lost. */
  readonly overwrites: readonly Row[];
  /** The first instant at which the proposal differs from its base; null of an undated entry. */
  readonly beginsAt: Instant | null;
  readonly cosmetic: boolean;
}
export type ProposalResult = Proposal | { readonly issues: readonly Issue[] };

/** What the entry would be after the change: every fault of the change alone, or the proposal. `path` is where it stands in the input. */
export function propose(facts: ProposalFacts, asked: Asked, path: string): ProposalResult {
  const issues = [...formIssues(facts, asked, path), ...timeIssues(facts, asked, path)];
  const laid = issues.length > 0 ? { issues } : carriedOut(facts, asked, path);
  if ('issues' in laid) return laid;
  const checked = withCheckedRows(facts, laid.timeline, path);
  if ('issues' in checked) return checked;
  if (sameTimeline(facts.base, checked)) return { issues: [issue(path, 'changeRequest.altersNothing')] };
  return {
    proposed: checked,
    overwrites: laid.overwrites,
    beginsAt: beginsAt(facts.base, checked),
    cosmetic: isCosmetic(facts, checked),
  };
}

function formIssues({ base }: ProposalFacts, asked: Asked, path: string): readonly Issue[] {
  const issues: Issue[] = [];
  const refuseIf = (refused: boolean, field: string, key: string): void => {
    if (refused) issues.push(issue(field ? `${path}.${field}` : path, key));
  };
  if (asked.operation === 'SET') {
    refuseIf(asked.values === null, 'values', 'changeRequest.setNeedsValues');
    refuseIf(asked.replacedBy !== null, 'replacedBy', 'changeRequest.replacedByOnlyWhenRetired');
  } else {
    refuseIf(base === null, '', 'changeRequest.retireUnknown');
    refuseIf(asked.values !== null, 'values', 'changeRequest.retireHasNoValues');
    refuseIf(asked.validTo !== null, 'validTo', 'changeRequest.retireHasNoEnd');
  }
  return issues;
}

/** What began before now is late, and late is never silent: it must be signed as retroactive. */
function timeIssues({ definition, now, retroactive }: ProposalFacts, asked: Asked, path: string): readonly Issue[] {
  const late = definition.dated && !retroactive && asked.validFrom !== null && asked.validFrom < now;
  return late ? [issue(`${path}.validFrom`, 'changeRequest.beginsInThePast', { validFrom: asked.validFrom, now })] : [];
}

function carriedOut({ definition, code, base }: ProposalFacts, asked: Asked, path: string): OverwriteResult {
  const { dated } = definition;
  if (asked.operation === 'RETIRE') {
    const replaced = asked.replacedBy === null ? {} : { replacedBy: asked.replacedBy };
    return retire(base ?? EMPTY, asked.validFrom ?? undefined, { dated, path, ...replaced });
  }
  const checked = checkGiven(definition, asked.values ?? {}, `${path}.values`);
  if ('issues' in checked) return checked;
  const portion = {
    until: asked.until,
    ...(asked.validFrom === null ? {} : { from: asked.validFrom }),
    ...(asked.validTo === null ? {} : { to: asked.validTo }),
  };
  // A new entry is told field by field what it lacks; only beside existing rows is a gap worth a word of its own.
  const hasRows = base !== null && base.rows.length > 0;
  const gaps = hasRows ? { isComplete: (values: Values) => isComplete(definition, values, code) } : {};
  return overwrite(base, portion, checked.given, { dated, path, ...gaps });
}

/** The rows that the change made or altered, judged and in the one form that values have; what was there before is not judged again. */
function withCheckedRows(
  { definition, code, base }: ProposalFacts,
  timeline: Timeline,
  path: string,
): Timeline | { readonly issues: readonly Issue[] } {
  const known = new Set(base?.rows.map((row) => row.values));
  const faults = new Map<string, Issue>();
  const rows = timeline.rows.map((row) => {
    if (known.has(row.values)) return row;
    const checked = checkValues(definition, row.values, `${path}.values`, code);
    if (!('issues' in checked)) return { ...row, values: checked.values };
    for (const fault of checked.issues) faults.set(`${fault.path} ${fault.code}`, fault);
    return row;
  });
  return faults.size > 0 ? { issues: [...faults.values()] } : { ...timeline, rows: coalesce(rows) };
}

function isCosmetic({ definition, base }: ProposalFacts, proposed: Timeline): boolean {
  const difference = diff(base, proposed);
  return (
    difference.marks === null &&
    difference.rows.every(
      ({ before, after }) =>
        before !== null && after !== null && fieldChanges(before, after, definition).every((change) => change.cosmetic),
    )
  );
}
