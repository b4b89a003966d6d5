import type { Issue } from '../../kernel/message.js';
import type { Value, Values } from '../../kernel/timeline.js';
import { keyOf } from './code.js';
import { Faults, shown } from './faults.js';
import { checkFields, checkRequired, compiledOf } from './given.js';
import { META } from './meta.js';
import { definitionValues, parseDefinition } from './parse.js';
import { type Definition, type FieldDefinition, isKeyField } from './shape.js';
import { targetDictionary } from './references.js';

type Unchecked = Readonly<Record<string, unknown>>;

/**
 * Judges the values of a whole row and puts them into their one form: no value is absent, a required field without one takes
 * its default, instants are in UTC. All faults at once. `code` is needed where a discriminator is part of the key.
 */
export function checkValues(
  definition: Definition,
  values: Unchecked,
  path: string,
  code?: string,
): { readonly values: Values } | { readonly issues: readonly Issue[] } {
  if (definition.code === META.code) return checkDefinition(values, path, code);
  const faults = new Faults(path);
  const given = checkFields(definition, values, faults);
  for (const { field, isKey } of compiledOf(definition).fields) {
    const isOpen = field.required && !isKey && isAbsent(values[field.name]);
    if (isOpen && field.default !== undefined) given[field.name] = field.default;
  }
  checkRequired(definition, values, given, faults);
  checkTargets(definition, values, faults, code);
  return faults.issues.length > 0 ? { issues: faults.issues } : { values: withoutNulls(given) };
}

/**
 * Judges the values that a SET gives: each is what its field says, null clears. What is missing is no fault here, because
 * every row that the SET covers has its own.
 */
export function checkGiven(
  definition: Definition,
  values: Unchecked,
  path: string,
): { readonly given: Values } | { readonly issues: readonly Issue[] } {
  const faults = new Faults(path);
  const given = checkFields(definition, values, faults);
  return faults.issues.length > 0 ? { issues: faults.issues } : { given };
}

/** Whether given values could stand as a row of their own, so that a SET may fill a gap with them. */
export const isComplete = (definition: Definition, values: Values, code?: string): boolean =>
  !('issues' in checkValues(definition, values, '', code));

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

/** A reference told apart by another field is there exactly where that field's value names a dictionary. */
function checkTargets(definition: Definition, values: Unchecked, faults: Faults, code: string | undefined): void {
  const { discriminated, byName } = compiledOf(definition);
  if (discriminated.length === 0) return;
  const all = code === undefined ? values : { ...values, ...keyOf(definition, code) };
  for (const { field, isKey } of discriminated) {
    const by = byName.get(field.reference?.discriminator ?? '')?.field;
    if (isKey || !by || (code === undefined && isKeyField(definition, by.name))) continue;
    const value = all[by.name];
    const words = { by: by.label, value: optionLabel(by, value) };
    const isTarget = targetDictionary(field.reference, all) !== null;
    const isEmpty = isAbsent(all[field.name]);
    if (isTarget && isEmpty) faults.add(field, 'dictionary.values.targetMissing', words);
    if (!isTarget && !isEmpty) faults.add(field, 'dictionary.values.targetNotAllowed', words);
  }
}

const optionLabel = (field: FieldDefinition, value: unknown): string =>
  field.options?.find((option) => option.value === value)?.label ?? shown(value ?? '');

function withoutNulls(given: Readonly<Record<string, Value>>): Values {
  const values: Record<string, Value> = {};
  for (const name in given) {
    const value = given[name];
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
}

/** A definition is judged as one, its fields and references included, and comes back without what goes without saying. */
function checkDefinition(values: Unchecked, path: string, code: string | undefined): ReturnType<typeof checkValues> {
  const parsed = parseDefinition(code ?? '', values, path);
  return 'issues' in parsed ? parsed : { values: definitionValues(parsed.definition) };
}
