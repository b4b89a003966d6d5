import { spanOf, without } from '../../change-request/core/spans.js';
import { referencesOf, type ReferenceFact, wildcardMatches } from '../../dictionary/core/references.js';
import type { Definition } from '../../dictionary/core/definition.js';
import { type Issue, issue } from '../../kernel/message.js';
import { endOf, type Instant, type Period, type Row, startOf } from '../../kernel/timeline.js';
import type { CatalogueEntry, CatalogueFault } from './catalogue.js';

/** Whether `periods` together leave no instant of `whole` out. */
export const covers = (periods: readonly Period[], whole: Period): boolean =>
  without([spanOf(whole)], periods.map(spanOf)).length === 0;

type Index = ReadonlyMap<string, readonly Period[]>;

const indexed = (
  entries: readonly CatalogueEntry[],
  keyOf: (entry: CatalogueEntry, row: Row) => string | null,
): Index => {
  const index = new Map<string, Period[]>();
  for (const entry of entries) {
    for (const row of entry.timeline.rows) {
      const key = keyOf(entry, row);
      if (key === null) continue;
      const periods = index.get(key) ?? [];
      periods.push(row);
      index.set(key, periods);
    }
  }
  return index;
};

const keyed = (dictionary: string, value: string): string => `${dictionary}\n${value}`;

/** Finds references that resolve to nothing at some instant of their row. What does not say when it holds is asked about from now on. */
export class CatalogueReferences {
  private readonly byCode: Index;
  private readonly byName: Index;
  private readonly codes = new Map<string, string[]>();

  constructor(
    private readonly definitions: ReadonlyMap<string, Definition>,
    private readonly entries: readonly CatalogueEntry[],
    private readonly now: Instant,
  ) {
    this.byCode = indexed(entries, (entry) => keyed(entry.dictionary, entry.code));
    this.byName = indexed(entries, (entry, row) => {
      const name = row.values['name'];
      return typeof name === 'string' ? keyed(entry.dictionary, name) : null;
    });
    for (const { dictionary, code } of entries) {
      const codes = this.codes.get(dictionary) ?? [];
      codes.push(code);
      this.codes.set(dictionary, codes);
    }
  }

  faults(): readonly CatalogueFault[] {
    return this.entries.flatMap((entry) => {
      const definition = this.definitions.get(entry.dictionary);
      if (!definition) return [];
      return entry.rows.flatMap(({ line, row }) =>
        referencesOf(definition, entry.code, row)
          .flatMap((reference) => this.danglingIssue(reference, definition.dated ? row : { from: this.now }) ?? [])
          .map((found) => ({ file: entry.file, line, issue: found })),
      );
    });
  }

  private danglingIssue(reference: ReferenceFact, period: Period): Issue | null {
    if (!reference.mustExist || this.resolves(reference, period)) return null;
    const { field, dictionary, target } = reference;
    return issue(field, 'release.catalogue.dangling', { dictionary, target });
  }

  private resolves({ kind, dictionary, target }: ReferenceFact, period: Period): boolean {
    if (kind === 'WILDCARD') return (this.codes.get(dictionary) ?? []).some((code) => wildcardMatches(target, code));
    const index = kind === 'NAME' ? this.byName : this.byCode;
    return covers(index.get(keyed(dictionary, target)) ?? [], period);
  }
}

/** Values of unique fields that two entries have at one instant. */
export const uniquenessFaults = (
  definition: Definition,
  entries: readonly CatalogueEntry[],
): readonly CatalogueFault[] =>
  definition.fields.filter((field) => field.unique).flatMap(({ name }) => sharedValues(name, entries));

const sharedValues = (field: string, entries: readonly CatalogueEntry[]): readonly CatalogueFault[] => {
  const holders = new Map<string, { readonly code: string; readonly row: Row }[]>();
  const faults: CatalogueFault[] = [];
  for (const { code, file, rows } of entries) {
    for (const { line, row } of rows) {
      const value = row.values[field];
      if (value === undefined || value === null) continue;
      const key = JSON.stringify(value);
      const others = holders.get(key) ?? [];
      const other = others.find((each) => each.code !== code && meets(each.row, row));
      if (other)
        faults.push({ file, line, issue: issue(field, 'release.catalogue.shared', { value: key, code: other.code }) });
      holders.set(key, [...others, { code, row }]);
    }
  }
  return faults;
};

const meets = (a: Period, b: Period): boolean => startOf(a) < endOf(b) && startOf(b) < endOf(a);
