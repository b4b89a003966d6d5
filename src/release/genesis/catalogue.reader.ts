import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { readTable as readCsv, UnreadableTable } from '../../change-request/table.reader.js';
import { type Definition, definitionValues, dictionariesIssues, META } from '../../dictionary/core/definition.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256 } from '../../kernel/digest.js';
import { IMPORT_BYTES_MAX } from '../../kernel/limits.js';
import { type Issue, issue } from '../../kernel/message.js';
import { isProblem } from '../../kernel/problem.js';
import type { Instant } from '../../kernel/timeline.js';
import { type CatalogueEntry, type CatalogueFault, type CatalogueTable, readTable } from '../core/catalogue.js';
import { readDefinition } from '../core/catalogue-definition.js';
import { CatalogueReferences, uniquenessFaults } from '../core/catalogue-references.js';

/** Beside `src` in the checkout; beside `dist`, which holds a `src` of its own, in the built service. */
const PLACES = ['../../../catalogue/', '../../../../catalogue/'];
export const CATALOGUE =
  PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((place) => existsSync(place)) ??
  'catalogue';

const DEFINITION = 'definition.yaml';
const ENTRIES = 'entries.csv';
/** More rows than any dictionary of the product brings. */
const ROWS_MAX = 200_000;

export interface Catalogue {
  readonly definitions: readonly Definition[];
  /** The definitions themselves among them, as entries of `dictionary`. */
  readonly entries: readonly CatalogueEntry[];
}
export type CatalogueReading = { readonly catalogue: Catalogue } | { readonly faults: readonly CatalogueFault[] };

/** SHA-256 over the name and SHA-256 of each file, line ends as Unix has them: what the constant in code is compared with. */
export async function catalogueDigest(root: string): Promise<Digest> {
  const files: { file: string; sha256: Digest }[] = [];
  for (const folder of await foldersIn(root)) {
    for (const name of [DEFINITION, ENTRIES]) {
      const text = await readFile(join(root, folder, name), 'utf8');
      files.push({ file: `${folder}/${name}`, sha256: sha256(text.replaceAll('\r\n', '\n')) });
    }
  }
  return sha256(canonicalJson(files));
}

/** Reads and checks the whole catalogue by the rules that every change request is held to: what it holds, or all its faults. */
export async function readCatalogue(root: string, zone: string, now: Instant): Promise<CatalogueReading> {
  const faults: CatalogueFault[] = [];
  const definitions = new Map<string, Definition>([[META.code, META]]);
  const entries: CatalogueEntry[] = [];
  for (const folder of await foldersIn(root)) {
    const definition = await definitionIn(root, folder, faults);
    if (!definition) continue;
    definitions.set(definition.code, definition);
    entries.push(...definitionEntry(definition));
  }
  for (const definition of [...definitions.values()].filter((each) => each !== META)) {
    const table = await tableIn(root, definition.code, faults);
    const reading = table ? readTable(definition, table, zone) : { entries: [], faults: [] };
    faults.push(...reading.faults, ...uniquenessFaults(definition, reading.entries));
    entries.push(...reading.entries);
  }
  faults.push(...betweenDefinitions(definitions), ...new CatalogueReferences(definitions, entries, now).faults());
  if (faults.length > 0) return { faults };
  return { catalogue: { definitions: [...definitions.values()], entries } };
}

const foldersIn = async (root: string): Promise<readonly string[]> =>
  (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

async function definitionIn(root: string, folder: string, faults: CatalogueFault[]): Promise<Definition | null> {
  const file = join(folder, DEFINITION);
  const lines = new LineCounter();
  const document = parseDocument(await readFile(join(root, file), 'utf8'), { lineCounter: lines });
  const unreadable = document.errors.map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    issue: issue('', 'release.catalogue.notYaml', { reason: error.message.split('\n')[0] ?? '' }),
  }));
  if (unreadable.length > 0) {
    faults.push(...unreadable);
    return null;
  }
  const read = readDefinition(folder, document.toJS());
  if ('definition' in read) return read.definition;
  const lineOf = ({ path }: Issue): number => {
    const node = document.getIn(yamlPath(path), true) as { range?: readonly number[] } | undefined;
    return lines.linePos(node?.range?.[0] ?? 0).line;
  };
  faults.push(...read.issues.map((each) => ({ file, line: lineOf(each), issue: each })));
  return null;
}

/** `fields[3].max_length` as the document names it: `fields`, 3, `maxLength`; a part that is not there ends it early. */
const yamlPath = (path: string): readonly (string | number)[] =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\d+$/.test(part) ? Number(part) : part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );

async function tableIn(root: string, folder: string, faults: CatalogueFault[]): Promise<CatalogueTable | null> {
  const file = join(folder, ENTRIES);
  const read = await readCsv(createReadStream(join(root, file)), { bytesMax: IMPORT_BYTES_MAX, rowsMax: ROWS_MAX });
  if (isProblem(read)) throw new Error(`${file} is larger than a catalogue may be.`);
  if (read instanceof UnreadableTable) {
    faults.push({ file, line: 1, issue: read.issue });
    return null;
  }
  return { file, ...read };
}

const definitionEntry = (definition: Definition): readonly CatalogueEntry[] => {
  const row = { values: definitionValues(definition) };
  return [
    {
      dictionary: META.code,
      code: definition.code,
      folded: definition.code,
      file: join(definition.code, DEFINITION),
      rows: [{ line: 1, row }],
      timeline: { rows: [row] },
    },
  ];
};

const betweenDefinitions = (definitions: ReadonlyMap<string, Definition>): readonly CatalogueFault[] =>
  [...definitions.values()].flatMap((definition) =>
    dictionariesIssues(definition, (code) => definitions.get(code)).map((each) => ({
      file: join(definition.code, DEFINITION),
      line: 1,
      issue: each,
    })),
  );
