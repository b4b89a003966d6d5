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
import { type Content, contentWith, type KeptChange } from './core/draft.js';
import type { Head } from './core/head.js';
import { type ColumnPlan, type GivenRow, inColumns, inTableOrder, readRow, type RowSaying } from './core/import.js';
import {
  type ImportEffect,
  type ImportFacts,
  isToRetire,
  type Planned,
  planRetirement,
  planRow,
  SeenCodes,
} from './core/import-plan.js';
import type { DraftEntry } from './core/needs.js';
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
  readonly rows: Iterable<GivenRow>;
  /** Faults that are known before the rows are compared with anything. */
  readonly issues: readonly Issue[];
}

export interface ImportPlan {
  readonly changes: readonly KeptChange[];
  readonly counts: ImportCounts;
}
export type ImportRefusal = ValidationFailed | Blocked | LimitExceeded;

type Bases = ReadonlyMap<string, Content>;

/** Rows that are read, looked up and compared together: some fifty milliseconds, after which others are served. */
const ROWS_AT_A_TIME = 1_000;

/**
 * Computes what a table would change in PRODUCTION, a batch at a time, so that of a large table only the changes lie in memory.
 * Nothing is written: a table with a single bad row changes nothing.
 */
@Injectable()
export class ImportPlanner {
  constructor(
    private readonly entries: EntryStore,
    private readonly checks: StructureChecks,
  ) {}

  async plan(db: Db, importing: Importing): Promise<ImportPlan | ImportRefusal> {
    const { definition, mode, issues, rows } = importing;
    const comparison = new Comparison(importing);
    for (const batch of batchesOf(rows)) {
      const sayings = comparison.read(batch);
      comparison.compare(
        sayings,
        await this.bases(
          db,
          definition.code,
          sayings.map(({ code }) => code),
        ),
      );
    }
    if (mode === 'REPLACE') await this.retireOthers(db, definition.code, comparison);
    const faults = inTableOrder([...issues, ...comparison.issues]);
    return faults.length > 0
      ? new ValidationFailed(faults.slice(0, ISSUES_MAX))
      : this.checked(db, importing, comparison);
  }

  private async retireOthers(db: Db, dictionary: string, comparison: Comparison): Promise<void> {
    const others = (await codesHeld(db, dictionary)).filter((code) => !comparison.names(code));
    for (const batch of batchesOf(others)) comparison.retire(await this.bases(db, dictionary, batch));
  }

  private async checked(
    db: Db,
    { now, plan }: Importing,
    { changes, entries, counts }: Comparison,
  ): Promise<ImportPlan | ImportRefusal> {
    const { length } = changes;
    if (length === 0) return new ValidationFailed([issue('rows', 'changeRequest.import.nothingChanges')]);
    if (length > CHANGES_PER_REQUEST_MAX) {
      return new LimitExceeded('changeRequest.limit.changes', CHANGES_PER_REQUEST_MAX, length);
    }
    const { issues, findings } = await this.checks.faults(db, { all: entries, scope: entries, now });
    const told = issues.flatMap((fault) => inColumns([fault], plan.columnOf, placeOf(fault)).issues);
    return refusalOf({ issues: told, findings }) ?? { changes, counts };
  }

  private async bases(db: Db, dictionary: string, codes: readonly string[]): Promise<Bases> {
    await nextTurn();
    const held = await this.entries.timelines(db, 'PRODUCTION', dictionary, codes);
    return new Map([...held].map(([code, { content, timeline }]) => [code, { hash: content, timeline }]));
  }
}

const codesHeld = async (db: Db, dictionary: string): Promise<readonly string[]> => {
  const rows = await db.query<{ code: string }[]>(
    `SELECT code FROM entry_head WHERE channel = 'PRODUCTION' AND dictionary = $1`,
    [dictionary],
  );
  return rows.map(({ code }) => code);
};

function* batchesOf<T>(items: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < ROWS_AT_A_TIME) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What a table says, laid beside what PRODUCTION holds. */
class Comparison {
  readonly issues: Issue[] = [];
  readonly changes: KeptChange[] = [];
  readonly entries: DraftEntry[] = [];
  private readonly seen = new SeenCodes();
  private readonly counted = { added: 0, revived: 0, changed: 0, retired: 0, unchanged: 0 };
  private readonly facts: ImportFacts;

  constructor(private readonly importing: Importing) {
    const { definition, head, now, plan } = importing;
    this.facts = {
      definition,
      terms: { validFrom: definition.dated ? head.validFrom : null, retroactive: head.retroactive, now },
      columnOf: plan.columnOf,
      completed: (values, before) => withInputCodes(definition, values, before),
    };
  }

  get counts(): ImportCounts {
    return this.counted;
  }

  names(code: string): boolean {
    return this.seen.has(code);
  }

  read(rows: readonly GivenRow[]): readonly RowSaying[] {
    const { definition, plan } = this.importing;
    return rows.flatMap((row) => {
      const saying = 'issues' in row ? row : readRow(definition, plan, row);
      const fault = 'issues' in saying ? saying.issues : (this.seen.again(saying) ?? []);
      this.issues.push(...[fault].flat());
      return 'issues' in saying ? [] : [saying];
    });
  }

  compare(sayings: readonly RowSaying[], bases: Bases): void {
    for (const saying of sayings) {
      const base = bases.get(saying.code) ?? null;
      this.take(planRow(this.facts, saying, base?.timeline ?? null), base);
    }
  }

  retire(bases: Bases): void {
    for (const [code, base] of bases) {
      if (isToRetire(this.facts, base.timeline)) this.take(planRetirement(this.facts, code, base.timeline), base);
    }
  }

  private take(planned: Planned, base: Content | null): void {
    if (planned === 'unchanged') this.counted.unchanged++;
    else if ('issues' in planned) this.issues.push(...planned.issues);
    else {
      const { definition } = this.importing;
      const { code, change, proposal, effect } = planned;
      this.counted[effect]++;
      const { proposed, beginsAt, cosmetic } = proposal;
      const content = contentWith(proposed);
      const kept = {
        dictionary: definition.code,
        code,
        asked: change.asked,
        base,
        proposed: content,
        beginsAt,
        cosmetic,
      };
      this.changes.push({ ...kept, id: newId(), ordinal: this.changes.length + 1, reason: null, disputed: false });
      this.entries.push({ definition, code, base: base?.timeline ?? null, proposed, path: change.path });
    }
  }
}

/** `lines[17]` of `lines[17].values.class`. */
const placeOf = ({ path }: Issue): string => path.split('.')[0] ?? path;
