import type { Issue } from '../../kernel/message.js';
import { compareDecimals, isDecimal } from '../../kernel/decimal.js';
import { PATTERN_LENGTH_MAX } from '../../kernel/limits.js';
import { isDate } from '../../kernel/zone.js';
import type { Draft, LocatedField } from './draft.js';
import { Faults, join, shown } from './faults.js';
import { checkOf } from './field-check.js';
import { isDerived } from './given.js';
import { RESERVED_NAMES } from './meta.js';
import { patternFault } from './pattern.js';
import { referenceIssues } from './reference-rules.js';
import type { FieldDefinition, FieldType } from './shape.js';
import { snakeCase } from './names.js';

/** What is wrong with a definition whose parts have the right shapes. */
export function definitionIssues(draft: Draft): readonly Issue[] {
  const faults = new Faults(draft.path);
  checkPattern(draft.codePattern, faults, 'code_pattern');
  checkKey(draft, faults);
  return [...faults.issues, ...draft.fields.flatMap((located) => fieldIssues(located, draft))];
}

function checkPattern(pattern: string | null | undefined, faults: Faults, part: string): void {
  const fault = typeof pattern === 'string' ? patternFault(pattern) : null;
  if (fault) faults.addAt(part, PATTERN_FAULTS[fault], { pattern: shown(pattern), limit: PATTERN_LENGTH_MAX });
}

const PATTERN_FAULTS = {
  INVALID: 'dictionary.definition.patternInvalid',
  UNANCHORED: 'dictionary.definition.patternUnanchored',
  UNSUPPORTED: 'dictionary.definition.patternUnsupported',
  UNSAFE: 'dictionary.definition.patternUnsafe',
} as const;

const KEY_TYPES: readonly FieldType[] = ['text', 'code', 'integer', 'date', 'enumeration', 'reference'];

/** `code` alone, or own fields that every entry has and that are one short text each. */
function checkKey({ key, fields, names }: Draft, faults: Faults): void {
  if (key.length > 1 && key.includes('code')) faults.addAt('key', 'dictionary.definition.keyCodeAlone');
  if (new Set(key).size < key.length) faults.addAt('key', 'dictionary.definition.keyRepeats');
  for (const [index, name] of key.entries()) {
    if (name === 'code') continue;
    const field = fields.find((each) => each.field.name === name)?.field;
    if (!names.includes(name))
      faults.addAt(`key[${index}]`, 'dictionary.definition.unknownField', { field: shown(name) });
    if (field && !(field.required && KEY_TYPES.includes(field.type) && isOneText(field))) {
      faults.addAt(`key[${index}]`, 'dictionary.definition.keyField', { field: name, types: KEY_TYPES.join(', ') });
    }
  }
}

const isOneText = ({ reference }: FieldDefinition): boolean =>
  reference === undefined || reference.kind === 'CODE' || reference.kind === 'NAME';

function fieldIssues(located: LocatedField, draft: Draft): readonly Issue[] {
  const { field, path } = located;
  const faults = new Faults(path);
  checkName(field, draft, faults);
  checkFit(located, faults);
  checkRange(field, faults);
  checkPattern(field.pattern, faults, 'pattern');
  checkOptions(field, faults);
  const references = referenceIssues(field, draft, join(path, 'reference'));
  // A default is judged by the field, so only where the field itself is sound.
  if (faults.issues.length === 0 && references.length === 0) checkDefault(field, draft, faults);
  return [...faults.issues, ...references];
}

function checkName({ name, type }: FieldDefinition, { names }: Draft, faults: Faults): void {
  if (RESERVED_NAMES.includes(name)) {
    faults.addAt('name', 'dictionary.definition.reservedName', { field: name, reserved: RESERVED_NAMES.join(', ') });
  }
  if (names.indexOf(name) !== names.lastIndexOf(name)) {
    faults.addAt('name', 'dictionary.definition.nameRepeats', { field: name });
  }
  if (type === 'structure') faults.addAt('type', 'dictionary.definition.structureReserved', { field: name });
}

/** Which of a field's properties say something, by its type; the needed ones first in the message. */
const FITS: Readonly<Partial<Record<keyof FieldDefinition, readonly FieldType[]>>> = {
  maxLength: ['text', 'code'],
  precision: ['decimal'],
  scale: ['decimal'],
  min: ['integer', 'decimal', 'date'],
  max: ['integer', 'decimal', 'date'],
  pattern: ['text', 'code'],
  checkDigit: ['text', 'code'],
  options: ['enumeration'],
  reference: ['reference'],
  default: ['text', 'code', 'integer', 'decimal', 'boolean', 'date', 'enumeration', 'reference'],
};
const NEEDED: Readonly<Partial<Record<FieldType, readonly (keyof FieldDefinition)[]>>> = {
  decimal: ['precision', 'scale'],
  enumeration: ['options'],
  reference: ['reference'],
};

function checkFit({ field, unread }: LocatedField, faults: Faults): void {
  const { name, type } = field;
  for (const [property, types] of Object.entries(FITS) as [keyof FieldDefinition, readonly FieldType[]][]) {
    const isGiven = field[property] !== undefined || unread.includes(property);
    const params = { field: name, type, property: snakeCase(property) };
    if (isGiven && !types.includes(type)) faults.addAt(params.property, 'dictionary.definition.doesNotFit', params);
    if (!isGiven && NEEDED[type]?.includes(property)) {
      faults.addAt(params.property, 'dictionary.definition.needed', params);
    }
  }
}

const IS_END: Readonly<Partial<Record<FieldType, (text: string, field: FieldDefinition) => boolean>>> = {
  integer: (text) => /^(0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)),
  decimal: (text, { precision = 0, scale = 0 }) => isDecimal(text, precision, scale),
  date: isDate,
};

function checkRange(field: FieldDefinition, faults: Faults): void {
  const { name, type, precision, scale, min, max } = field;
  if (precision !== undefined && scale !== undefined && scale > precision) {
    return faults.addAt('scale', 'dictionary.definition.scaleExceedsPrecision', { field: name, precision, scale });
  }
  const isEnd = IS_END[type];
  if (!isEnd) return;
  const ends = Object.entries({ min, max }).filter(([, end]) => end !== undefined) as [string, string][];
  const wrong = ends.filter(([, end]) => !isEnd(end, field));
  for (const [end, text] of wrong)
    faults.addAt(end, 'dictionary.definition.rangeEnd', { field: name, type, value: shown(text) });
  if (wrong.length > 0 || min === undefined || max === undefined) return;
  const reversed = type === 'date' ? min > max : compareDecimals(min, max) > 0;
  if (reversed) faults.addAt('max', 'dictionary.definition.rangeReversed', { field: name, min, max });
}

function checkOptions({ name, options }: FieldDefinition, faults: Faults): void {
  const values = options?.map((option) => option.value) ?? [];
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined)
    faults.addAt('options', 'dictionary.definition.optionRepeats', { field: name, value: repeated });
}

function checkDefault(field: FieldDefinition, { code }: Draft, faults: Faults): void {
  if (field.default === undefined) return;
  const judged = new Faults('');
  checkOf(field, isDerived({ code }, field))(field.default, judged);
  const fits = ['string', 'number', 'boolean'].includes(typeof field.default) && judged.issues.length === 0;
  if (!fits)
    faults.addAt('default', 'dictionary.definition.defaultInvalid', { field: field.name, value: shown(field.default) });
}
