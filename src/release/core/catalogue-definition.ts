import { parseDefinition } from '../../dictionary/core/parse.js';
import type { Definition } from '../../dictionary/core/shape.js';
import { snakeCase } from '../../dictionary/core/names.js';
import { isStructure } from '../../dictionary/core/structures.js';
import { type Issue, issue } from '../../kernel/message.js';

/** The fields of an entry that has a name of its own: what `standard` in a definition stands for. */
const STANDARD = [
  { name: 'name', label: '名称', labelEn: 'Name', type: 'text', maxLength: 200, required: true },
  { name: 'pinyin', label: '拼音码', labelEn: 'Pinyin initials', type: 'code', maxLength: 60 },
  { name: 'pinyin_full', label: '全拼', labelEn: 'Full pinyin', type: 'text', maxLength: 200 },
  { name: 'wubi', label: '五笔码', labelEn: 'Wubi code', type: 'code', maxLength: 60 },
  { name: 'sort', label: '排序', labelEn: 'Order', type: 'integer' },
  { name: 'source_standard', label: '来源标准', labelEn: 'Source standard', type: 'text' },
  { name: 'source_code', label: '来源代码', labelEn: 'Code in the source', type: 'text' },
  { name: 'remark', label: '备注', labelEn: 'Remark', type: 'text', maxLength: 500 },
] as const;
const STANDARD_WORD = 'standard';

/** Members whose keys are values and not names. */
const KEYED_BY_VALUES = new Set(['dictionaries']);

const stored = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stored);
  if (!isStructure(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [snakeCase(name), KEYED_BY_VALUES.has(name) ? inner : stored(inner)]),
  );
};

/** The definition of a folder, or its faults. `path` of a fault names the place in the file, `standard` counted as one field. */
export const readDefinition = (
  folder: string,
  given: unknown,
): { readonly definition: Definition } | { readonly issues: readonly Issue[] } => {
  if (!isStructure(given)) return { issues: [issue('', 'release.catalogue.notADefinition')] };
  const { code, ...rest } = given;
  if (code !== folder)
    return { issues: [issue('code', 'release.catalogue.otherFolder', { folder, code: String(code) })] };
  const fields: readonly unknown[] = Array.isArray(rest['fields']) ? rest['fields'] : [];
  const places = fields.flatMap((field, index) => (field === STANDARD_WORD ? STANDARD.map(() => index) : [index]));
  const expanded = fields.flatMap((field) => (field === STANDARD_WORD ? [...STANDARD] : [field]));
  const values = stored({ ...rest, fields: expanded }) as Readonly<Record<string, unknown>>;
  const parsed = parseDefinition(folder, values);
  if ('definition' in parsed) return parsed;
  return { issues: parsed.issues.map((each) => ({ ...each, path: placed(each.path, places) })) };
};

const placed = (path: string, places: readonly number[]): string =>
  path.replace(/^fields\[(\d+)\]/, (_, index: string) => `fields[${places[Number(index)] ?? index}]`);
