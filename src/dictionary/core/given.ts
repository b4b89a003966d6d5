import type { Value } from '../../kernel/timeline.js';
import { type Faults, shown } from './faults.js';
import { checkOf, type FieldCheck } from './field-check.js';
import { compiled } from './pattern.js';
import { type Definition, type FieldDefinition, isKeyField } from './shape.js';

export interface CompiledField {
  readonly field: FieldDefinition;
  readonly isKey: boolean;
  readonly check: FieldCheck;
}

/** A definition's checks, made once and kept as long as the definition is. */
interface Compiled {
  readonly fields: readonly CompiledField[];
  readonly byName: ReadonlyMap<string, CompiledField>;
  /** Those whose target's dictionary is told by another field. */
  readonly discriminated: readonly CompiledField[];
  readonly codePattern: RegExp;
}

const known = new WeakMap<Definition, Compiled>();

export function compiledOf(definition: Definition): Compiled {
  const found = known.get(definition);
  if (found) return found;
  const fields = definition.fields.map((field) => ({
    field,
    isKey: isKeyField(definition, field.name),
    check: checkOf(field, isDerived(definition, field)),
  }));
  const made = {
    fields,
    byName: new Map(fields.map((each) => [each.field.name, each])),
    discriminated: fields.filter(({ field }) => field.reference?.discriminator !== undefined),
    codePattern: compiled(definition.codePattern),
  };
  known.set(definition, made);
  return made;
}

/** Whether a reference follows from the code or from other fields, so that nothing is stored for it. */
export function isDerived(definition: Pick<Definition, 'code'>, { reference }: FieldDefinition): boolean {
  if (reference?.kind === 'COMPOSITE') return true;
  return reference?.kind === 'PREFIX' && reference.dictionary === definition.code;
}

/** Names through which a careless merge of JSON reaches every object of the process. */
const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Judges the values given, one by one: each is known, is not part of the key, and is what its field says. Null (no value, or
 * clear it) stays null. What is missing is not judged here.
 */
export function checkFields(
  definition: Definition,
  values: Readonly<Record<string, unknown>>,
  faults: Faults,
): Record<string, Value> {
  const { byName } = compiledOf(definition);
  const given: Record<string, Value> = {};
  for (const name of Object.keys(values)) {
    const compiledField = byName.get(name);
    if (!compiledField) faults.addAt(shown(name), ...unknownField(definition, name));
    else if (compiledField.isKey) faults.add(compiledField.field, 'dictionary.values.partOfKey');
    else {
      const value = values[name];
      const checked = value === null || value === undefined ? null : compiledField.check(value, faults);
      if (checked !== undefined) given[name] = checked;
    }
  }
  return given;
}

function unknownField(definition: Definition, name: string): [key: string, params: Record<string, string>] {
  if (FORBIDDEN.includes(name)) return ['dictionary.values.forbiddenName', { field: name }];
  const fields = definition.fields.map((field) => field.name).join('、');
  return ['dictionary.values.unknownField', { field: shown(name), dictionary: definition.name, fields }];
}

/**
 * Fields that must have a value and have none. Key fields have theirs in the code, and a value at fault is not missing: it is
 * among the values but not among those given back.
 */
export function checkRequired(
  definition: Definition,
  values: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, Value>>,
  faults: Faults,
): void {
  for (const { field, isKey } of compiledOf(definition).fields) {
    if (!field.required || isKey) continue;
    const value = Object.hasOwn(given, field.name) ? given[field.name] : values[field.name];
    if (value === null || value === undefined) faults.add(field, 'dictionary.values.required');
  }
}
