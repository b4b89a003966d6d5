import { type Definition, type FieldDefinition, isPlainKey } from '../../dictionary/core/definition.js';
import { codeOf } from '../../dictionary/core/code.js';
import { type Issue, issue } from '../../kernel/message.js';
import type { Value, Values } from '../../kernel/timeline.js';

/** One row of a table as it was saved. `line` counts from 1, as an editor shows it; the header has line 1. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/** A row to import, whatever it came from: `place` says where a person finds it; a column that is absent says nothing. */
export interface ImportRow {
  readonly place: string;
  readonly cells: ReadonlyMap<string, Value>;
}

/** Which column of the table fills which field; `code` stands for the code itself. */
export type ColumnMap = ReadonlyMap<string, string>;

export interface ColumnPlan {
  readonly columnOf: ColumnMap;
  /** Columns that no field takes, in the table's order. */
  readonly ignored: readonly string[];
}

/** What one row says of one entry. */
export interface RowSaying {
  readonly place: string;
  readonly code: string;
  /** Null clears. */
  readonly values: Values;
}

const CODE_COLUMN = 'code';

/** Where a fault of a row stands: `lines[17].disease`, the line and the column's own heading. */
export const columnPath = (place: string, column: string): string => `${place}.${column}`;

/** Which column fills which field: those mapped by hand, and every other column that bears a field's name. */
export function planColumns(
  definition: Definition,
  header: readonly string[],
  mapped: ColumnMap,
): ColumnPlan | { readonly issues: readonly Issue[] } {
  const keys = isPlainKey(definition) ? [CODE_COLUMN] : definition.key;
  const known = new Set([...keys, ...definition.fields.map((field) => field.name)]);
  const issues = [...mapIssues(known, header, mapped), ...twice(header)];
  const taken = new Set(mapped.values());
  const byName = header.filter((column) => known.has(column) && !mapped.has(column) && !taken.has(column));
  const columnOf = new Map([...mapped, ...byName.map((column) => [column, column] as const)]);
  for (const key of keys) {
    if (!columnOf.has(key)) issues.push(issue('header', 'changeRequest.import.keyColumnMissing', { key }));
  }
  if (issues.length > 0) return { issues };
  const used = new Set(columnOf.values());
  return { columnOf, ignored: header.filter((column) => !used.has(column)) };
}

const mapIssues = (known: ReadonlySet<string>, header: readonly string[], mapped: ColumnMap): Issue[] =>
  [...mapped].flatMap(([field, column]) => [
    ...(known.has(field) ? [] : [issue(`map.${field}`, 'changeRequest.import.mapsUnknownField', { field })]),
    ...(header.includes(column) ? [] : [issue(`map.${field}`, 'changeRequest.import.mapsUnknownColumn', { column })]),
  ]);

const twice = (header: readonly string[]): Issue[] =>
  header
    .filter((column, index) => header.indexOf(column) !== index)
    .map((column) => issue('header', 'changeRequest.import.columnTwice', { column }));

/** A row to import, or why it cannot be read. */
export type GivenRow = ImportRow | { readonly issues: readonly Issue[] };

/** The rows of a file, one by one; one of another width than its header has slipped, and none of its cells can be trusted. */
export function* rowsOfTable({ header, rows }: Table): Generator<GivenRow> {
  for (const { line, cells } of rows) {
    const place = `lines[${line}]`;
    const params = { line, expected: header.length, given: cells.length };
    if (cells.length !== header.length) yield { issues: [issue(place, 'changeRequest.import.slipped', params)] };
    else yield { place, cells: new Map(header.map((column, index) => [column, cells[index] ?? ''])) };
  }
}

/** What one row says, or every fault of it by itself. */
export function readRow(
  definition: Definition,
  { columnOf }: ColumnPlan,
  { place, cells }: ImportRow,
): RowSaying | { readonly issues: readonly Issue[] } {
  const keys = new Map<string, Value>();
  const values: Record<string, Value> = {};
  const fields = new Map(definition.fields.map((field) => [field.name, field]));
  for (const [field, column] of columnOf) {
    const cell = cells.get(column);
    if (cell === undefined) continue;
    if (definition.key.includes(field)) keys.set(field, cell);
    else values[field] = valueOf(cell, fields.get(field));
  }
  const coded = codeOf(definition, { key: Object.fromEntries(keys) }, place);
  return 'issues' in coded ? inColumns(coded.issues, columnOf, place) : { place, code: coded.code, values };
}

/** A cell in the type of its field. What does not read as such stays text, for the field's own check to refuse. */
function valueOf(cell: Value, field: FieldDefinition | undefined): Value {
  if (typeof cell !== 'string') return cell;
  if (cell === '') return null;
  if (field?.type === 'integer' && /^-?\d{1,15}$/.test(cell)) return Number(cell);
  if (field?.type === 'boolean' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (field?.reference?.kind === 'LIST') return cell.split(';').filter((part) => part !== '');
  return cell;
}

/** Faults under the headings of the columns that a person looks at, not under the names of the fields these fill. */
export function inColumns(
  issues: readonly Issue[],
  columnOf: ColumnMap,
  place: string,
): { readonly issues: readonly Issue[] } {
  return {
    issues: issues.map((fault) => {
      const field = /([a-z_0-9]+)(\[\d+\])?$/.exec(fault.path)?.[1] ?? '';
      const column = columnOf.get(field);
      return column === undefined ? { ...fault, path: place } : { ...fault, path: columnPath(place, column) };
    }),
  };
}

/** Faults in the order in which a person goes through the table; those that are about no row come first. */
export const inTableOrder = (issues: readonly Issue[]): readonly Issue[] =>
  [...issues].sort((a, b) => rowNumber(a) - rowNumber(b));

const rowNumber = ({ path }: Issue): number => Number(/^(?:lines|rows)\[(\d+)\]/.exec(path)?.[1] ?? -1);
