import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Definition } from '../dictionary/core/definition.js';
import type { Actor } from '../identity/core/actor.js';
import { decide } from '../identity/core/decide.js';
import { sha256 } from '../kernel/digest.js';
import { CHANGES_PER_REQUEST_MAX, IMPORT_BYTES_MAX } from '../kernel/limits.js';
import { type Issue, issue } from '../kernel/message.js';
import { type Busy, type Forbidden, isProblem, LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import type { Value } from '../kernel/timeline.js';
import { databaseNow } from '../platform/clock.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestService } from './change-request.service.js';
import { type Head, headIssues } from './core/head.js';
import { type ColumnMap, type GivenRow, planColumns, rowsOfTable } from './core/import.js';
import { Drafting } from './drafting.js';
import {
  type ImportCounts,
  type ImportMode,
  type ImportPlan,
  ImportPlanner,
  type ImportRefusal,
} from './import.planner.js';
import { readTable, UnreadableTable } from './table.reader.js';

/** A table as somebody gives it: a file, or rows as JSON objects from column names to values. */
export type GivenTable = { readonly file: Readable } | { readonly rows: readonly unknown[] };

export interface ImportCall {
  readonly actor: Actor;
  readonly dictionary: string;
  readonly table: GivenTable;
  readonly mode: ImportMode;
  readonly mapped: ColumnMap;
  readonly head: Head;
  readonly idempotencyKey: string | undefined;
}

export interface Imported extends ImportCounts {
  readonly changeRequest: ChangeRequest;
  /** Columns that no field took. */
  readonly ignoredColumns: readonly string[];
}

interface ReadTable {
  readonly header: readonly string[];
  readonly rowCount: number;
  readonly rows: Iterable<GivenRow>;
}

/** Makes a change request of a table: of what in it is different from PRODUCTION. */
@Injectable()
export class ImportService {
  constructor(
    private readonly db: DataSource,
    private readonly drafting: Drafting,
    private readonly planner: ImportPlanner,
    private readonly requests: ChangeRequestService,
  ) {}

  /** The comparison is made before the transaction: a base that moves meanwhile is found at submission like any other. */
  async import(call: ImportCall): Promise<Imported | ImportRefusal | Forbidden | Busy> {
    const definition = await this.definitionOf(call.dictionary);
    if (isProblem(definition)) return definition;
    const kinds = { kinds: [definition.kind] };
    const forbidden = decide(call.actor, 'changeRequest.create', kinds, kinds);
    if (forbidden) return forbidden;
    const table = await readGiven(call.table);
    if (isProblem(table)) return table;
    // Without this, a file that lost its rows would propose to retire a whole dictionary.
    if (table.rowCount === 0) {
      return new ValidationFailed([issue('rows', 'changeRequest.import.noRows')]);
    }
    const plan = planColumns(definition, table.header, call.mapped);
    if ('issues' in plan) return new ValidationFailed(plan.issues);
    const issues = await this.headFaults(definition, call.head);
    const { head, mode } = call;
    const now = await databaseNow(this.db.manager);
    const importing = { definition, head, now, mode, plan, rows: table.rows, issues };
    const planned = isUndatable(definition, head)
      ? new ValidationFailed(issues)
      : await this.planner.plan(this.db.manager, importing);
    if (isProblem(planned)) return planned;
    return this.create(call, planned, plan.ignored);
  }

  private async create(call: ImportCall, planned: ImportPlan, ignoredColumns: readonly string[]) {
    const { actor, head, idempotencyKey, dictionary, mode } = call;
    const args = { dictionary, mode, head, table: digestOf(planned) };
    const created = { actor, operation: 'importRows', idempotencyKey, args };
    const changeRequest = await this.requests.createOf(created, head, planned.changes);
    return isProblem(changeRequest) ? changeRequest : { changeRequest, ...planned.counts, ignoredColumns };
  }

  private async definitionOf(dictionary: string): Promise<Definition | ValidationFailed> {
    const stored = (await this.drafting.definitionsNow(this.db.manager)).get(dictionary);
    const refuse = (key: string) => new ValidationFailed([issue('dictionary', key, { dictionary })]);
    if (!stored) return refuse('changeRequest.dictionaryUnknown');
    if (dictionary === 'dictionary') return refuse('changeRequest.definitionsLater');
    return stored.retired ? refuse('changeRequest.dictionaryRetired') : stored.definition;
  }

  private async headFaults(definition: Definition, head: Head): Promise<readonly Issue[]> {
    const now = await databaseNow(this.db.manager);
    const documents = await this.drafting.documents(this.db.manager, head.policyDocument, now, []);
    const undated = isUndatable(definition, head) ? [issue('validFrom', 'changeRequest.import.needsValidFrom')] : [];
    return [...headIssues(head, documents), ...undated];
  }
}

/** Told once, not for each of a thousand rows. */
const isUndatable = (definition: Definition, head: Head): boolean => definition.dated && head.validFrom === null;

/** The same table compared with the same PRODUCTION asks for the same changes, whatever their ids. */
const digestOf = ({ changes }: ImportPlan): string =>
  sha256(changes.map(({ code, proposed }) => `${code} ${proposed.hash}`).join('\n'));

async function readGiven(given: GivenTable): Promise<ReadTable | ValidationFailed | LimitExceeded> {
  if ('rows' in given) return readRows(given.rows);
  const table = await readTable(given.file, { bytesMax: IMPORT_BYTES_MAX, rowsMax: CHANGES_PER_REQUEST_MAX });
  if (table instanceof UnreadableTable) return new ValidationFailed([table.issue]);
  return isProblem(table) ? table : { header: table.header, rowCount: table.rows.length, rows: rowsOfTable(table) };
}

function readRows(given: readonly unknown[]): ReadTable {
  const rows = given.map((row, index): GivenRow => {
    const place = `rows[${index}]`;
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return { issues: [issue(place, 'changeRequest.import.rowForm')] };
    }
    return { place, cells: new Map(Object.entries(row as Record<string, Value>)) };
  });
  const columns = rows.flatMap((row) => ('issues' in row ? [] : [...row.cells.keys()]));
  return { header: [...new Set(columns)], rowCount: rows.length, rows };
}
