import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EntryStore } from '../dictionary/entry.store.js';
import type { Definition } from '../dictionary/core/definition.js';
import { CHANGES_PER_REQUEST_MAX, ISSUES_MAX } from '../kernel/limits.js';
import { type Issue, issue } from '../kernel/message.js';
import { type Blocked, LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import { newId } from '../platform/id.js';
import type { Db } from '../platform/transactor.js';
import { refusalOf, StructureChecks } from './checks.js';
import { type Content, contentWith, entriesOf, type KeptChange } from './core/draft.js';
import type { Head } from './core/head.js';
import { type ColumnPlan, type ImportRow, inColumns, readRow, type RowSaying } from './core/import.js';
import {
  type ImportEffect,
  type ImportFacts,
  isToRetire,
  type Planned,
  type PlannedChange,
  planRetirement,
  planRow,
  SeenCodes,
} from './core/import-plan.js';
import { withInputCodes } from './input-codes.js';

export type ImportMode = 'MERGE' | 'REPLACE';
export type ImportCounts = Readonly<Record<ImportEffect | 'unchanged', number>>;

/** A table, ready to be compared with PRODUCTION. */
export interface Importing {
  readonly definition: Definition;
  readonly head: Head;
  readonly now: Instant;
  readonly mode: ImportMode;
  readonly plan: ColumnPlan;
  readonly rows: readonly ImportRow[];
  /** Faults that are known before the rows are compared with anything. */
  readonly issues: readonly Issue[];
}

export interface ImportPlan {
  readonly changes: readonly KeptChange[];
  readonly counts: ImportCounts;
}
export type ImportRefusal = ValidationFailed | Blocked | LimitExceeded;

type Bases = ReadonlyMap<string, Content>;

/** Rows between two pauses: some five milliseconds, so that whoever reads meanwhile hardly waits. */
const ROWS_AT_A_TIME = 200;
const CODES_AT_A_TIME = 10_000;

/** Computes what a table would change in PRODUCTION. Nothing is written: a table with a single bad row changes nothing. */
@Injectable()
export class ImportPlanner {
  constructor(
    private readonly entries: EntryStore,
    private readonly checks: StructureChecks,
  ) {}

  async plan(db: Db, importing: Importing): Promise<ImportPlan | ImportRefusal> {
    const { definition, head, now, plan, mode } = importing;
    const facts: ImportFacts = {
      definition,
      terms: { validFrom: definition.dated ? head.validFrom : null, retroactive: head.retroactive, now },
      columnOf: plan.columnOf,
      completed: (values, before) => withInputCodes(definition, values, before),
    };
    const reading = new Reading(importing);
    const sayings = await reading.all();
    const bases = await this.bases(db, definition.code, mode, sayings);
    const comparing = new Comparing(facts, bases);
    await comparing.rows(sayings);
    if (mode === 'REPLACE') comparing.retire((code) => reading.seen.has(code));
    const issues = [...importing.issues, ...reading.issues, ...comparing.issues];
    if (issues.length > 0) return new ValidationFailed(issues.slice(0, ISSUES_MAX));
    return this.checked(db, importing, comparing, bases);
  }

  private async checked(
    db: Db,
    { definition, now, plan }: Importing,
    { planned, counts }: Comparing,
    bases: Bases,
  ): Promise<ImportPlan | ImportRefusal> {
    const { length } = planned;
    if (length === 0) return new ValidationFailed([issue('rows', 'changeRequest.import.nothingChanges')]);
    if (length > CHANGES_PER_REQUEST_MAX) {
      return new LimitExceeded('changeRequest.limit.changes', CHANGES_PER_REQUEST_MAX, length);
    }
    const changes = planned.map((one, index) => keptChange(definition.code, one, index, bases));
    const places = new Map(changes.map(({ id }, index) => [id, planned[index]?.change.path ?? '']));
    const entries = entriesOf(
      changes,
      () => definition,
      ({ id }) => places.get(id) ?? '',
    );
    const { issues, findings } = await this.checks.faults(db, { all: entries, scope: entries, now });
    const told = issues.flatMap((fault) => inColumns([fault], plan.columnOf, placeOf(fault)).issues);
    return refusalOf({ issues: told, findings }) ?? { changes, counts };
  }

  /** What PRODUCTION holds of the entries that the table names; of the whole dictionary, where the table replaces it. */
  private async bases(db: Db, dictionary: string, mode: ImportMode, sayings: readonly RowSaying[]): Promise<Bases> {
    const named = sayings.map(({ code }) => code);
    const held = mode === 'MERGE' ? [] : await codesHeld(db, dictionary);
    const codes = [...new Set([...named, ...held])];
    const bases = new Map<string, Content>();
    for (let at = 0; at < codes.length; at += CODES_AT_A_TIME) {
      const some = codes.slice(at, at + CODES_AT_A_TIME);
      for (const [code, entry] of await this.entries.timelines(db, 'PRODUCTION', dictionary, some)) {
        bases.set(code, { hash: entry.content, timeline: entry.timeline });
      }
    }
    return bases;
  }
}

const codesHeld = async (db: Db, dictionary: string): Promise<readonly string[]> => {
  const rows = await db.query<{ code: string }[]>(
    `SELECT code FROM entry_head WHERE channel = 'PRODUCTION' AND dictionary = $1`,
    [dictionary],
  );
  return rows.map(({ code }) => code);
};

/** Reads the rows of a table, pausing now and then. */
class Reading {
  readonly seen = new SeenCodes();
  readonly issues: Issue[] = [];
  constructor(private readonly importing: Importing) {}

  async all(): Promise<readonly RowSaying[]> {
    const { definition, plan, rows } = this.importing;
    const sayings: RowSaying[] = [];
    for (const [index, row] of rows.entries()) {
      if (index % ROWS_AT_A_TIME === 0) await nextTurn();
      const saying = readRow(definition, plan, row);
      if ('issues' in saying) this.issues.push(...saying.issues);
      else {
        const again = this.seen.again(saying);
        if (again) this.issues.push(again);
        sayings.push(saying);
      }
    }
    return sayings;
  }
}

/** Compares what the rows say with what PRODUCTION holds. */
class Comparing {
  readonly planned: PlannedChange[] = [];
  readonly issues: Issue[] = [];
  private unchanged = 0;

  constructor(
    private readonly facts: ImportFacts,
    private readonly bases: Bases,
  ) {}

  async rows(sayings: readonly RowSaying[]): Promise<void> {
    for (const [index, saying] of sayings.entries()) {
      if (index % ROWS_AT_A_TIME === 0) await nextTurn();
      this.take(planRow(this.facts, saying, this.bases.get(saying.code)?.timeline ?? null));
    }
  }

  retire(isNamed: (code: string) => boolean): void {
    for (const [code, { timeline }] of this.bases) {
      if (!isNamed(code) && isToRetire(this.facts, timeline)) this.take(planRetirement(this.facts, code, timeline));
    }
  }

  get counts(): ImportCounts {
    const count = (effect: ImportEffect): number => this.planned.filter((one) => one.effect === effect).length;
    return {
      added: count('added'),
      revived: count('revived'),
      changed: count('changed'),
      retired: count('retired'),
      unchanged: this.unchanged,
    };
  }

  private take(planned: Planned): void {
    if (planned === 'unchanged') this.unchanged++;
    else if ('issues' in planned) this.issues.push(...planned.issues);
    else this.planned.push(planned);
  }
}

const keptChange = (dictionary: string, planned: PlannedChange, index: number, bases: Bases): KeptChange => ({
  id: newId(),
  ordinal: index + 1,
  dictionary,
  code: planned.code,
  asked: planned.change.asked,
  reason: null,
  disputed: false,
  base: bases.get(planned.code) ?? null,
  proposed: contentWith(planned.proposal.proposed),
  beginsAt: planned.proposal.beginsAt,
  cosmetic: planned.proposal.cosmetic,
});

/** `lines[17]` of `lines[17].values.class`. */
const placeOf = ({ path }: Issue): string => path.split('.')[0] ?? path;
