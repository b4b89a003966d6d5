import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Issue } from '../kernel/message.js';
import { ISSUES_MAX } from '../kernel/limits.js';
import { Blocked, type FindingFact, ValidationFailed } from '../kernel/problem.js';
import { type Instant, type Period } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { ChecksStore, type ClaimRow, type DependantRow } from './checks.store.js';
import { type DraftEntry, Holdings, type Token } from './core/needs.js';
import { brokenDependants, danglingReferences, type Dependant, ReferenceQuestions } from './core/reference-check.js';
import { spanOf } from './core/spans.js';
import { type Claim, contestedClaims, lookAlikeCodes, newClaims, newCodes } from './core/unique-check.js';

/** What a request does to PRODUCTION, looked at as a whole. */
export interface CheckSubject {
  /** Every entry that the request touches: its proposals count as if they were released. */
  readonly all: readonly DraftEntry[];
  /** The entries to be judged; those of `all` that are not among them only lend their proposals. */
  readonly scope: readonly DraftEntry[];
  readonly now: Instant;
}

export interface Faults {
  readonly issues: readonly Issue[];
  readonly findings: readonly FindingFact[];
}

/**
 * The checks that need to know what PRODUCTION holds: references at the instants at which their rows hold, values that must
 * be unique, codes that look like others, and who would be left referring to nothing. Each is a question about a set. Between
 * them others are served, since of 100,000 entries each takes half a second.
 */
@Injectable()
export class StructureChecks {
  constructor(private readonly store: ChecksStore) {}

  async faults(db: Db, { all, scope, now }: CheckSubject): Promise<Faults> {
    await nextTurn();
    const questions = new ReferenceQuestions(all, scope, now);
    await nextTurn();
    const holdings = questions.withProposals(await this.holdings(db, questions.tokens(), all));
    const dependants = questions.dependants((await this.store.dependants(db, questions.losses)).map(dependantOf));
    const findings = brokenDependants(questions.losses, dependants, holdings);
    const dangling = danglingReferences(questions.needs, holdings);
    return {
      issues: [...dangling, ...(await this.contested(db, all, scope)), ...(await this.lookAlikes(db, all, scope))],
      findings,
    };
  }

  /** When each token means something in PRODUCTION, save for the entries that the request itself alters. */
  private async holdings(db: Db, tokens: readonly Token[], all: readonly DraftEntry[]): Promise<Holdings> {
    if (tokens.length === 0) return new Holdings();
    const altered = new Set(all.map((entry) => `${entry.definition.code}\n${entry.code}`));
    const holdings = new Holdings();
    for (const row of await this.store.held(db, tokens)) {
      if (altered.has(`${row.dictionary}\n${row.code}`)) continue;
      const spans = [spanOf(periodOf(row))];
      holdings.hold({ space: 'CODE', dictionary: row.dictionary, token: row.code }, spans);
      if (row.name !== null) holdings.hold({ space: 'NAME', dictionary: row.dictionary, token: row.name }, spans);
    }
    for (const pattern of await this.store.matchedPatterns(db, tokens)) holdings.holdPattern(pattern);
    return holdings;
  }

  private async contested(db: Db, all: readonly DraftEntry[], scope: readonly DraftEntry[]): Promise<readonly Issue[]> {
    const claims = scope.flatMap(newClaims);
    const held: Claim[] = [];
    for (const { dictionary, field, values } of byField(claims)) {
      held.push(...(await this.store.claims(db, dictionary, field, values)).map(claimOf));
    }
    return contestedClaims(claims, all, held);
  }

  private async lookAlikes(
    db: Db,
    all: readonly DraftEntry[],
    scope: readonly DraftEntry[],
  ): Promise<readonly Issue[]> {
    const codes = newCodes(scope);
    return lookAlikeCodes(codes, all, await this.store.registered(db, codes));
  }
}

/** All faults at once. Findings alone are what the rules forbid; beside other faults they are told among them. */
export const refusalOf = ({ issues, findings }: Faults): ValidationFailed | Blocked | null => {
  if (issues.length === 0) return findings.length === 0 ? null : new Blocked(findings.slice(0, ISSUES_MAX));
  const told = findings.map(({ path, says }) => ({ path, code: 'liveDependant', says }));
  return new ValidationFailed([...issues, ...told].slice(0, ISSUES_MAX));
};

const periodOf = ({ from, to }: { from: Instant | null; to: Instant | null }): Period => ({
  ...(from === null ? {} : { from }),
  ...(to === null ? {} : { to }),
});

const dependantOf = (row: DependantRow): Dependant => ({
  space: row.kind === 'NAME' ? 'NAME' : 'CODE',
  dictionary: row.targetDictionary,
  token: row.target,
  from: { dictionary: row.dictionary, code: row.code, field: row.field },
  spans: [spanOf(periodOf(row))],
});

const claimOf = (row: ClaimRow): Claim => ({ ...row, spans: [spanOf(periodOf(row))] });

const byField = (claims: readonly Claim[]) => {
  const fields = new Map<string, { dictionary: string; field: string; values: string[] }>();
  for (const { dictionary, field, value } of claims) {
    const key = `${dictionary}\n${field}`;
    const known = fields.get(key) ?? { dictionary, field, values: [] };
    known.values.push(value);
    fields.set(key, known);
  }
  return [...fields.values()];
};
