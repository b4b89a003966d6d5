import { codeOf } from '../../dictionary/core/code.js';
import { type Definition, type FieldDefinition, isPlainKey } from '../../dictionary/core/definition.js';
import { checkValues } from '../../dictionary/core/values.js';
import { foldCode } from '../../kernel/fold.js';
import { type Issue, issue } from '../../kernel/message.js';
import { coalesce, endOf, type Row, startOf, type Timeline, type Value } from '../../kernel/timeline.js';
import { startOfDay, isDate } from '../../kernel/zone.js';

/** One folder of the catalogue as it was read: a definition, and a table of entries. */
export interface CatalogueTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** What is wrong with the catalogue, and where. */
export interface CatalogueFault {
  readonly file: string;
  readonly line: number;
  readonly issue: Issue;
}

/** A row as it came, so that what is found later can still name its line. */
export interface PlacedRow {
  readonly line: number;
  readonly row: Row;
}

export interface CatalogueEntry {
  readonly dictionary: string;
  readonly code: string;
  readonly folded: string;
  readonly file: string;
  readonly rows: readonly PlacedRow[];
  readonly timeline: Timeline;
}

export interface TableReading {
  readonly entries: readonly CatalogueEntry[];
  readonly faults: readonly CatalogueFault[];
}

const FROM = 'valid_from';
const TO = 'valid_to';
const LIST_SEPARATOR = ';';
const INTEGER = /^-?\d{1,15}$/;

/** A cell as the value its field expects; text that does not fit stays text, for the field's own check to refuse. */
const valueOf = (cell: string, field: FieldDefinition | undefined): Value => {
  if (field?.type === 'boolean' && (cell === 'true' || cell === 'false')) return cell === 'true';
  if (field?.type === 'integer' && INTEGER.test(cell)) return Number(cell);
  if (field?.reference?.kind === 'LIST') return cell.split(LIST_SEPARATOR).filter((part) => part !== '');
  return cell;
};

/** Reads the entries of one dictionary; every fault is named with its line and column. */
export const readTable = (definition: Definition, table: CatalogueTable, zone: string): TableReading =>
  new TableReader(definition, table, zone).read();

class TableReader {
  private readonly faults: CatalogueFault[] = [];
  private readonly fields: ReadonlyMap<string, FieldDefinition>;
  private readonly rows = new Map<string, PlacedRow[]>();

  constructor(
    private readonly definition: Definition,
    private readonly table: CatalogueTable,
    private readonly zone: string,
  ) {
    this.fields = new Map(definition.fields.map((field) => [field.name, field]));
  }

  read(): TableReading {
    this.checkHeader();
    for (const { line, cells } of this.table.rows) this.readRow(line, cells);
    const entries = [...this.rows].map(([code, rows]) => this.entryOf(code, rows));
    this.checkFolds(entries);
    return { entries, faults: this.faults };
  }

  private fault(line: number, ...issues: readonly Issue[]): void {
    for (const each of issues) this.faults.push({ file: this.table.file, line, issue: each });
  }

  private checkHeader(): void {
    const periods = this.definition.dated ? [FROM, TO] : [];
    const known = new Set([...this.definition.key, ...this.fields.keys(), ...periods]);
    const seen = new Set<string>();
    for (const column of this.table.header) {
      if (!known.has(column)) this.fault(1, issue(column, 'release.catalogue.unknownColumn', { column }));
      if (seen.has(column)) this.fault(1, issue(column, 'release.catalogue.columnTwice', { column }));
      seen.add(column);
    }
    const needed = [...this.definition.key, ...(this.definition.dated ? [FROM] : [])];
    for (const column of needed) {
      if (!seen.has(column)) this.fault(1, issue(column, 'release.catalogue.columnMissing', { column }));
    }
  }

  private readRow(line: number, cells: readonly string[]): void {
    if (cells.length !== this.table.header.length) {
      const params = { expected: this.table.header.length, found: cells.length };
      return this.fault(line, issue('', 'release.catalogue.cellCount', params));
    }
    const given = new Map(this.table.header.map((column, index) => [column, cells[index] ?? '']));
    const code = this.codeIn(line, given);
    const values = this.valuesIn(line, given, code);
    const period = this.definition.dated ? this.periodIn(line, given) : {};
    if (code === null || values === null || period === null) return;
    const placed = this.rows.get(code) ?? [];
    placed.push({ line, row: { ...period, values } });
    this.rows.set(code, placed);
  }

  private codeIn(line: number, given: ReadonlyMap<string, string>): string | null {
    const key = Object.fromEntries(this.definition.key.map((part) => [part, given.get(part) ?? '']));
    const named = isPlainKey(this.definition) ? { code: given.get('code') ?? '' } : { key };
    const read = codeOf(this.definition, named, '');
    if ('code' in read) return read.code;
    this.fault(line, ...read.issues);
    return null;
  }

  private valuesIn(line: number, given: ReadonlyMap<string, string>, code: string | null): Row['values'] | null {
    const own = [...given].filter(
      ([column, cell]) => cell !== '' && this.fields.has(column) && !this.definition.key.includes(column),
    );
    const values = Object.fromEntries(own.map(([column, cell]) => [column, valueOf(cell, this.fields.get(column))]));
    const read = checkValues(this.definition, values, '', code ?? undefined);
    if ('values' in read) return read.values;
    this.fault(line, ...read.issues);
    return null;
  }

  private periodIn(line: number, given: ReadonlyMap<string, string>): { from: string; to?: string } | null {
    const [from, to] = [given.get(FROM) ?? '', given.get(TO) ?? ''];
    if (!isDate(from)) return this.faultNull(line, issue(FROM, 'release.catalogue.notADate', { cell: from }));
    if (to === '') return { from: startOfDay(from, this.zone) };
    if (!isDate(to)) return this.faultNull(line, issue(TO, 'release.catalogue.notADate', { cell: to }));
    if (to <= from) return this.faultNull(line, issue(TO, 'release.catalogue.endsBeforeItBegins', { from, to }));
    return { from: startOfDay(from, this.zone), to: startOfDay(to, this.zone) };
  }

  private faultNull(line: number, found: Issue): null {
    this.fault(line, found);
    return null;
  }

  private entryOf(code: string, placed: readonly PlacedRow[]): CatalogueEntry {
    const rows = [...placed].sort((a, b) => (startOf(a.row) < startOf(b.row) ? -1 : 1));
    for (const [index, { line, row }] of rows.entries()) {
      const before = rows[index - 1];
      if (before && endOf(before.row) > startOf(row)) {
        this.fault(line, issue('code', 'release.catalogue.overlap', { code, line: before.line }));
      }
    }
    return {
      dictionary: this.definition.code,
      code,
      folded: foldCode(code, this.definition.foldsCase),
      file: this.table.file,
      rows,
      timeline: { rows: coalesce(rows.map(({ row }) => row)) },
    };
  }

  private checkFolds(entries: readonly CatalogueEntry[]): void {
    const folds = new Map<string, string>();
    for (const { code, folded, rows } of entries) {
      const other = folds.get(folded);
      if (other !== undefined)
        this.fault(rows[0]?.line ?? 1, issue('code', 'release.catalogue.sameCode', { code, other }));
      folds.set(folded, code);
    }
  }
}
