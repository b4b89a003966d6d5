import type { Issue } from '../../kernel/message.js';
import type { Draft } from './draft.js';
import { Faults, join } from './faults.js';
import { isDerived } from './given.js';
import { DICTIONARY_CODE } from './meta.js';
import { snakeCase } from './names.js';
import { compiled } from './pattern.js';
import type { Definition, FieldDefinition, ReferenceDefinition, ReferenceKind } from './shape.js';

type Property = Exclude<keyof ReferenceDefinition, 'kind' | 'mustExist'>;

/** What each kind of reference says besides its kind. */
const FITS: Readonly<Record<ReferenceKind, readonly Property[]>> = {
  CODE: ['dictionary', 'discriminator', 'dictionaries'],
  NAME: ['dictionary', 'discriminator', 'dictionaries'],
  LIST: ['dictionary', 'any'],
  WILDCARD: ['dictionary'],
  PREFIX: ['dictionary', 'widths'],
  COMPOSITE: ['dictionary', 'fields'],
};
const NEEDED: Readonly<Partial<Record<ReferenceKind, readonly Property[]>>> = {
  LIST: ['dictionary'],
  WILDCARD: ['dictionary'],
  PREFIX: ['dictionary', 'widths'],
  COMPOSITE: ['dictionary', 'fields'],
};
const PROPERTIES: readonly Property[] = ['dictionary', 'discriminator', 'dictionaries', 'any', 'widths', 'fields'];

/** What is wrong with a field's reference within its own definition. */
export function referenceIssues(field: FieldDefinition, draft: Draft, path: string): readonly Issue[] {
  const { reference } = field;
  if (!reference) return [];
  const faults = new Faults(path);
  checkFit(field.name, reference, faults);
  checkTarget(field.name, reference, faults);
  checkDiscriminator(field, reference, draft, faults);
  checkParts(field.name, reference, draft, faults);
  if (isDerived(draft, field) && (field.required || field.unique || field.default !== undefined)) {
    faults.addAt('', 'dictionary.definition.derivedHoldsNothing', { field: field.name });
  }
  return faults.issues;
}

function checkFit(name: string, reference: ReferenceDefinition, faults: Faults): void {
  for (const property of PROPERTIES) {
    const isGiven = reference[property] !== undefined;
    const params = { field: name, kind: reference.kind, property: snakeCase(property) };
    if (isGiven && !FITS[reference.kind].includes(property)) {
      faults.addAt(params.property, 'dictionary.definition.referenceDoesNotFit', params);
    }
    if (!isGiven && NEEDED[reference.kind]?.includes(property)) {
      faults.addAt(params.property, 'dictionary.definition.referenceNeeds', params);
    }
  }
}

/** One dictionary, or one for each value of a discriminator: not both, not neither. */
function checkTarget(name: string, reference: ReferenceDefinition, faults: Faults): void {
  const { kind, dictionary, discriminator, dictionaries } = reference;
  if (kind !== 'CODE' && kind !== 'NAME') return;
  const told = discriminator !== undefined || dictionaries !== undefined;
  const halfTold = told && (discriminator === undefined || dictionaries === undefined);
  if (halfTold || told === (dictionary !== undefined)) {
    faults.addAt('', 'dictionary.definition.referenceTarget', { field: name });
  }
}

function checkDiscriminator(
  field: FieldDefinition,
  { discriminator, dictionaries = {} }: ReferenceDefinition,
  draft: Draft,
  faults: Faults,
): void {
  const isCode = compiled(DICTIONARY_CODE);
  for (const [value, dictionary] of Object.entries(dictionaries)) {
    const at = join('dictionaries', value);
    if (!isCode.test(dictionary)) faults.addAt(at, 'dictionary.definition.dictionaryCode', { dictionary });
  }
  if (discriminator === undefined) return;
  const by = draft.fields.find((each) => each.field.name === discriminator)?.field;
  const params = { field: field.name, discriminator };
  const isUnknown = !draft.names.includes(discriminator);
  if (isUnknown || (by && by.type !== 'enumeration')) {
    faults.addAt('discriminator', 'dictionary.definition.discriminator', params);
  }
  const options = by?.options?.map((option) => option.value);
  if (!options) return;
  for (const value of Object.keys(dictionaries).filter((each) => !options.includes(each))) {
    const words = { ...params, value, options: options.join('、') };
    faults.addAt(join('dictionaries', value), 'dictionary.definition.discriminatorValue', words);
  }
  const free = options.filter((option) => !Object.hasOwn(dictionaries, option));
  if (field.required && free.length > 0) {
    faults.addAt('', 'dictionary.definition.requiredButMayBeEmpty', { ...params, values: free.join('、') });
  }
}

function checkParts(name: string, { kind, fields = [] }: ReferenceDefinition, draft: Draft, faults: Faults): void {
  for (const [index, part] of fields.entries()) {
    const isKnown = (draft.names.includes(part) && part !== name) || (part === 'code' && draft.key.includes('code'));
    if (kind === 'COMPOSITE' && !isKnown) {
      faults.addAt(`fields[${index}]`, 'dictionary.definition.unknownField', { field: part });
    }
  }
}

/**
 * What is wrong with a definition beside the others of its channel: a reference to a dictionary that is not there, by the name
 * of entries that have none, or by a number of parts that is not that of the key.
 */
export function dictionariesIssues(
  definition: Definition,
  known: (dictionary: string) => Definition | undefined,
  path = '',
): readonly Issue[] {
  return definition.fields.flatMap(({ name, reference }, index) => {
    if (!reference) return [];
    const faults = new Faults(join(path, `fields[${index}].reference`));
    for (const dictionary of reference.dictionary
      ? [reference.dictionary]
      : Object.values(reference.dictionaries ?? {})) {
      const target = dictionary === definition.code ? definition : known(dictionary);
      const params = { field: name, dictionary };
      if (!target) faults.addAt('dictionary', 'dictionary.definition.unknownDictionary', params);
      else if (reference.kind === 'NAME' && !target.fields.some((field) => field.name === 'name')) {
        faults.addAt('dictionary', 'dictionary.definition.targetHasNoName', params);
      } else if (reference.kind === 'COMPOSITE' && target.key.length !== reference.fields?.length) {
        faults.addAt('fields', 'dictionary.definition.compositeParts', { ...params, key: target.key.join('、') });
      }
    }
    return faults.issues;
  });
}
