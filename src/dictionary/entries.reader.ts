import { Injectable } from '@nestjs/common';
import { sha256 } from '../kernel/digest.js';
import { canonicalJson } from '../kernel/canonical.js';
import { type Issue, issue } from '../kernel/message.js';
import { decodeCursor, encodeCursor } from '../kernel/page.js';
import { isProblem, NotFound, type Problem, ValidationFailed } from '../kernel/problem.js';
import { parseOffsetInstant } from '../kernel/zone.js';
import { pageOf } from '../platform/connection.js';
import { conditionsSql, unknownField } from './condition.sql.js';
import type { Definition } from './core/definition.js';
import type { EntriesArgs } from './entry.inputs.js';
import { type EntryConnection, EntryType, type LookupAnswer } from './entry.graphql.js';
import { EntryReader } from './entry.reader.js';
import { type Parameters, readableField } from './field.sql.js';
import { type Level, levelsOf } from './order.sql.js';
import { badCursor, pageSizeProblem } from './page.check.js';
import { type Point, Points, refusalOf } from './point.js';
import { parametersOf, SearchStore, type Selection } from './search.store.js';

/** Where a page ended: everything that the next one must agree in. */
interface Cursor {
  readonly version: number;
  readonly at: string;
  readonly values: readonly (string | null)[];
}

const NO_STATUS_GIVEN = ['ACTIVE'] as const;

/** Filters, sorts and pages entries. Pages after the first stay on the version and the instant of the first. */
@Injectable()
export class EntriesReader {
  constructor(
    private readonly points: Points,
    private readonly entries: EntryReader,
    private readonly store: SearchStore,
  ) {}

  async page(args: EntriesArgs): Promise<EntryConnection | Problem> {
    const refused = pageSizeProblem(args.first);
    if (refused) return refused;
    const resolved = await this.points.resolve(args.point);
    if (isProblem(resolved)) return resolved;
    const cursor = cursorOf(args);
    if (cursor instanceof ValidationFailed) return cursor;
    const point = cursor ? await this.points.pin({ ...resolved, at: cursor.at }, cursor.version) : resolved;
    if (isProblem(point)) return point;
    const definition = await this.entries.definitionOf(point, args.dictionary);
    return isProblem(definition) ? definition : this.read(args, point, definition, cursor);
  }

  /** Exactly the values asked, each with the entries whose row at the instant has it. */
  async lookupBy(
    point: Point,
    dictionary: string,
    by: string,
    values: readonly string[],
  ): Promise<LookupAnswer[] | Problem> {
    const definition = await this.entries.definitionOf(point, dictionary);
    if (isProblem(definition)) return definition;
    const field = readableField(definition, by);
    if (!field || field.compares === 'list') return new ValidationFailed([unknownField(definition, by, 'field')]);
    const comparable = values.map((value) => field.valueOf(value));
    const faults = comparable.flatMap((value, index) => (value === undefined ? [badValue(by, index)] : []));
    if (faults.length > 0) return new ValidationFailed(faults);
    const reading = await this.store.byValues(point, definition, field, comparable.map(String));
    if (!reading) return new NotFound('channel', point.channel);
    const { position, found } = reading;
    const refused = refusalOf(point, position);
    if (refused) return refused;
    const answers = values.map((value): LookupAnswer => ({ value, entries: [] }));
    for (const { n, ...entry } of found)
      answers[n - 1]?.entries.push(new EntryType(entry, definition, point.at, position));
    return answers;
  }

  private async read(
    args: EntriesArgs,
    point: Point,
    definition: Definition,
    cursor: Cursor | null,
  ): Promise<EntryConnection | Problem> {
    const question = asked(args, point, definition);
    if (isProblem(question)) return question;
    const { selection, levels, parameters } = question;
    if (cursor && !fitsLevels(cursor, levels)) return badCursor(args.after ?? '');
    const limit = args.first + 1;
    const reading = await this.store.page(
      point,
      selection,
      { levels, after: cursor?.values ?? null, limit },
      parameters,
    );
    if (!reading) return new NotFound('channel', point.channel);
    const { position, found } = reading;
    const refused = refusalOf(point, position);
    if (refused) return refused;
    const sorted = new Map(found.map((entry) => [entry.entryId, entry.sorted]));
    const nodes = found.map((entry) => new EntryType(entry, definition, point.at, position));
    const page = pageOf(nodes, args, 0, (node) =>
      cursorText(args, { version: position.version, at: point.at, values: sorted.get(node.entryId) ?? [] }),
    );
    return { ...page, count: () => this.count(args, { ...point, pinned: position }, definition) };
  }

  private async count(args: EntriesArgs, point: Point, definition: Definition): Promise<number> {
    const parameters = parametersOf(point, definition);
    const { selection } = selectionOf(args, definition, parameters);
    return this.store.count(point, selection, parameters);
  }
}

/** What is asked, as SQL whose values are in the parameters, or every fault of it. */
function asked(args: EntriesArgs, point: Point, definition: Definition) {
  const parameters = parametersOf(point, definition);
  const { selection, issues } = selectionOf(args, definition, parameters);
  const order = levelsOf(definition, args.orderBy ?? [], parameters);
  const faults = [...issues, ...order.issues];
  return faults.length > 0 ? new ValidationFailed(faults) : { selection, levels: order.levels, parameters };
}

function selectionOf(
  { where, search, status }: EntriesArgs,
  definition: Definition,
  parameters: Parameters,
): { selection: Selection; issues: readonly Issue[] } {
  const { sql, issues } = conditionsSql(definition, where ?? [], parameters);
  const trimmed = search?.trim() ?? '';
  return { selection: { conditions: sql, search: trimmed || null, statuses: status ?? NO_STATUS_GIVEN }, issues };
}

const badValue = (field: string, index: number): Issue =>
  issue(`values[${index}]`, 'dictionary.read.badOperand', { field, operator: 'EQ' });

/** A cursor continues the question it was given for, and no other. */
const questionOf = ({ dictionary, search, where, status, orderBy, point }: EntriesArgs): string => {
  const question = { dictionary, search, where, status, orderBy, channel: point?.channel, at: point?.at };
  return sha256(canonicalJson(JSON.parse(JSON.stringify(question)))).slice(0, 16);
};

const cursorText = (args: EntriesArgs, { version, at, values }: Cursor): string =>
  encodeCursor([questionOf(args), String(version), at, ...values.map((value) => (value === null ? '' : `=${value}`))]);

/** Null where the first page is asked. Cursors are not signed: each part of one is checked like any other input. */
function cursorOf(args: EntriesArgs): Cursor | null | ValidationFailed {
  if (args.after === null || args.after === undefined) return null;
  const [question, version = '', at = '', ...values] = decodeCursor(args.after) ?? [];
  const pinned = args.point?.version ?? null;
  const isOurs = question === questionOf(args) && /^\d{1,9}$/.test(version) && parseOffsetInstant(at) === at;
  if (!isOurs || (pinned !== null && String(pinned) !== version)) return badCursor(args.after ?? '');
  return { version: Number(version), at, values: values.map((value) => (value === '' ? null : value.slice(1))) };
}

const fitsLevels = ({ values }: Cursor, levels: readonly Level[]): boolean =>
  values.length === levels.length &&
  typeof values.at(-1) === 'string' &&
  levels.every(({ sqlType }, index) => sqlType !== 'numeric' || isNumeric(values[index] ?? '0'));

const isNumeric = (text: string): boolean => /^-?\d{1,40}(\.\d{1,40})?$/.test(text);
