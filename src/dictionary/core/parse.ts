import { FIELDS_MAX } from '../../kernel/limits.js';
import type { Issue } from '../../kernel/message.js';
import type { Value, Values } from '../../kernel/timeline.js';
import { definitionIssues } from './definition-rules.js';
import type { LocatedField } from './draft.js';
import { Faults, join } from './faults.js';
import { checkFields, checkRequired } from './given.js';
import { FIELD_SHAPE, META, OPTION_SHAPE, REFERENCE_SHAPE } from './meta.js';
import { snakeCase } from './names.js';
import type { Definition, FieldDefinition, FieldOption, ReferenceDefinition } from './shape.js';
import {
  camelled,
  isStructure,
  readList,
  readNames,
  readNamesByValue,
  readStructure,
  readWidths,
} from './structures.js';

export type ParsedDefinition = { readonly definition: Definition } | { readonly issues: readonly Issue[] };

/**
 * Reads an entry of `dictionary` into the definition it is, or names every fault with its path. What must hold between
 * dictionaries (that a reference's target exists) is not judged here: see dictionariesIssues.
 */
export function parseDefinition(code: string, values: Readonly<Record<string, unknown>>, path = ''): ParsedDefinition {
  const faults = new Faults(path);
  const given = checkFields(META, values, faults);
  checkRequired(META, values, given, faults);
  const { issues } = faults;
  const key = readIfGiven(given['key'], (value) => readNames(value, join(path, 'key'), issues));
  const located = readIfGiven(given['fields'], (value) => readFields(value, join(path, 'fields'), issues));
  const codePattern = typeof given['code_pattern'] === 'string' ? given['code_pattern'] : null;
  const names = readIfGiven(given['fields'], namesIn);
  issues.push(...definitionIssues({ code, path, key, codePattern, fields: located, names }));
  if (issues.length > 0) return { issues };
  const fields = located.map(({ field }) => field);
  return { definition: { ...camelled(given), code, key, fields } as unknown as Definition };
}

/** The inverse of parseDefinition, in the one form that a definition has: what goes without saying is left out. */
export const definitionValues = (definition: Definition): Values => ({
  ...snaked(definition, 'code'),
  fields: definition.fields.map(fieldValues),
});

const fieldValues = (field: FieldDefinition): Value => ({
  ...snaked(field, ...(field.required ? [] : ['required']), ...(field.unique ? [] : ['unique'])),
  ...(field.options && { options: field.options.map((option) => snaked(option)) }),
  ...(field.reference && { reference: snaked(field.reference, ...(field.reference.mustExist ? ['mustExist'] : [])) }),
});

const snaked = (structure: object, ...omitted: readonly string[]): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(structure).flatMap(([name, value]) =>
      omitted.includes(name) ? [] : [[snakeCase(name), value as Value]],
    ),
  );

const readIfGiven = <T>(value: Value | undefined, read: (value: Value) => readonly T[]): readonly T[] =>
  value === undefined || value === null ? [] : read(value);

/** The names that fields claim, readable or not, so that one fault is not told again as an unknown field. */
const namesIn = (fields: Value): readonly string[] =>
  (Array.isArray(fields) ? fields : []).flatMap((field: unknown) =>
    isStructure(field) && typeof field['name'] === 'string' ? [field['name']] : [],
  );

function readFields(value: Value, path: string, issues: Issue[]): readonly LocatedField[] {
  return readList(value, path, issues, (item, at) => readField(item, at, issues), FIELDS_MAX);
}

function readField(value: unknown, path: string, issues: Issue[]): LocatedField | null {
  const stored = readStructure<FieldDefinition>(FIELD_SHAPE, value, path, issues);
  if (!stored) return null;
  const { options, reference, ...rest } = stored;
  const field = {
    ...rest,
    required: stored.required ?? false,
    unique: stored.unique ?? false,
    ...(options && { options: readList(options, join(path, 'options'), issues, readOption(issues)) }),
  };
  const read = reference ? readReference(reference, join(path, 'reference'), issues) : null;
  if (read) return { field: { ...field, reference: read }, path, unread: [] };
  return { field, path, unread: reference ? ['reference'] : [] };
}

const readOption = (issues: Issue[]) => (item: unknown, at: string) =>
  readStructure<FieldOption>(OPTION_SHAPE, item, at, issues);

function readReference(value: unknown, path: string, issues: Issue[]): ReferenceDefinition | null {
  const stored = readStructure<ReferenceDefinition>(REFERENCE_SHAPE, value, path, issues);
  if (!stored) return null;
  const { dictionaries, widths, fields } = stored;
  return {
    ...stored,
    mustExist: stored.mustExist ?? true,
    ...(dictionaries && { dictionaries: readNamesByValue(dictionaries, join(path, 'dictionaries'), issues) }),
    ...(widths && { widths: readWidths(widths, join(path, 'widths'), issues) }),
    ...(fields && { fields: readNames(fields, join(path, 'fields'), issues) }),
  };
}
