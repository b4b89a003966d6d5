import { compareDecimals, isDecimal } from '../../kernel/decimal.js';
import { invisibleCharacters } from '../../kernel/fold.js';
import { CODE_LENGTH_MAX, LIST_LENGTH_MAX, TEXT_LENGTH_DEFAULT } from '../../kernel/limits.js';
import type { Value } from '../../kernel/timeline.js';
import { isDate, parseOffsetInstant } from '../../kernel/zone.js';
import { hasGtin14CheckDigit } from './check-digit.js';
import { type Faults, shown } from './faults.js';
import { compiled } from './pattern.js';
import type { FieldDefinition, FieldType, ReferenceDefinition } from './shape.js';

/** Judges one value of one field: its normalised form, null for none, or undefined after adding what is wrong with it. */
export type FieldCheck = (value: unknown, faults: Faults) => Value | undefined;

/** Makes the check of a field once, so that a hundred thousand rows do not compile its pattern again. */
export const checkOf = (field: FieldDefinition, derived: boolean): FieldCheck =>
  derived ? (_, faults) => faults.add(field, 'dictionary.values.derived') : CHECKS[field.type](field);

const CHECKS: Readonly<Record<FieldType, (field: FieldDefinition) => FieldCheck>> = {
  text: (field) => {
    const isText = textCheck(field, field.maxLength ?? TEXT_LENGTH_DEFAULT);
    return (value, faults) => (isText(value, faults) ? value : undefined);
  },
  code: (field) => {
    const isText = textCheck(field, field.maxLength ?? TEXT_LENGTH_DEFAULT);
    return (value, faults) => (isText(value, faults) && isPlain(field, value, faults) ? value : undefined);
  },
  integer: integerCheck,
  decimal: decimalCheck,
  boolean: (field) => (value, faults) =>
    typeof value === 'boolean' ? value : faults.add(field, 'dictionary.values.notBoolean', { value: shown(value) }),
  date: dateCheck,
  instant: (field) => (value, faults) =>
    (typeof value === 'string' ? parseOffsetInstant(value) : null) ??
    faults.add(field, 'dictionary.values.notInstant', { value: shown(value) }),
  enumeration: enumerationCheck,
  reference: (field) => referenceCheck(field, field.reference?.kind ?? 'CODE'),
  structure: () => (value) => value as Value,
};

type TextCheck = (value: unknown, faults: Faults, inside?: string) => value is string;

/** What every text must be: something, visible, without white space around it, not too long, and of the field's pattern. */
function textCheck(field: FieldDefinition, lengthMax: number): TextCheck {
  const pattern = field.pattern === undefined ? null : compiled(field.pattern);
  return (value, faults, inside): value is string => {
    const add = (key: string, params = {}): boolean => faults.add(field, key, params, inside) ?? false;
    if (typeof value !== 'string') return add('dictionary.values.notText', { value: shown(value) });
    if (value.trim() === '') return add('dictionary.values.empty');
    const invisible = invisibleCharacters(value);
    if (invisible.length > 0) return add('dictionary.values.invisible', { characters: invisible.join(' ') });
    if (value !== value.trim()) return add('dictionary.values.surroundedBySpace', { value: shown(value) });
    const length = value.length > lengthMax ? [...value].length : value.length;
    if (length > lengthMax) return add('dictionary.values.tooLong', { limit: lengthMax, given: length });
    if (pattern && !pattern.test(value)) {
      return add('dictionary.values.pattern', { value: shown(value), pattern: field.pattern });
    }
    const checked = field.checkDigit !== 'GTIN14' || hasGtin14CheckDigit(value);
    return checked || add('dictionary.values.checkDigit', { value: shown(value) });
  };
}

// A code is typed at counters and printed on bills: what a plain keyboard has, and no blank.
const PLAIN = /^[!-~]+$/;

const isPlain = (field: FieldDefinition, value: string, faults: Faults): boolean =>
  PLAIN.test(value) || (faults.add(field, 'dictionary.values.notPlain', { value: shown(value) }) ?? false);

function integerCheck(field: FieldDefinition): FieldCheck {
  const inRange = rangeCheck(field, (a, b) => Number(a) - Number(b));
  return (value, faults) => {
    if (!Number.isSafeInteger(value)) return faults.add(field, 'dictionary.values.notInteger', { value: shown(value) });
    return inRange(String(value), faults) ? (value as number) + 0 : undefined;
  };
}

function decimalCheck(field: FieldDefinition): FieldCheck {
  const { precision = 0, scale = 0 } = field;
  const inRange = rangeCheck(field, compareDecimals);
  return (value, faults) => {
    if (typeof value !== 'string' || !isDecimal(value, precision, scale)) {
      return faults.add(field, 'dictionary.values.notDecimal', {
        value: shown(value),
        whole: precision - scale,
        scale,
      });
    }
    return inRange(value, faults) ? value : undefined;
  };
}

function dateCheck(field: FieldDefinition): FieldCheck {
  const inRange = rangeCheck(field, (a, b) => (a < b ? -1 : Number(a > b)));
  return (value, faults) => {
    if (typeof value !== 'string' || !isDate(value)) {
      return faults.add(field, 'dictionary.values.notDate', { value: shown(value) });
    }
    return inRange(value, faults) ? value : undefined;
  };
}

/** Both ends belong to the range. */
function rangeCheck(field: FieldDefinition, compare: (a: string, b: string) => number) {
  const { min, max } = field;
  if (min === undefined && max === undefined) return () => true;
  return (value: string, faults: Faults): boolean => {
    const inside = (min === undefined || compare(value, min) >= 0) && (max === undefined || compare(value, max) <= 0);
    if (!inside) faults.add(field, 'dictionary.values.outOfRange', { value, min: min ?? '-∞', max: max ?? '+∞' });
    return inside;
  };
}

function enumerationCheck(field: FieldDefinition): FieldCheck {
  const allowed = new Set(field.options?.map((option) => option.value));
  const words = field.options?.map((option) => `${option.value} ${option.label}`).join('、') ?? '';
  return (value, faults) =>
    typeof value === 'string' && allowed.has(value)
      ? value
      : faults.add(field, 'dictionary.values.notOption', { value: shown(value), options: words });
}

function referenceCheck(field: FieldDefinition, kind: ReferenceDefinition['kind']): FieldCheck {
  const isText = textCheck(field, CODE_LENGTH_MAX);
  if (kind === 'LIST') return listCheck(field, isText);
  return (value, faults) => {
    if (!isText(value, faults)) return undefined;
    if (kind === 'WILDCARD' && value.indexOf('*') !== -1 && value.indexOf('*') !== value.length - 1) {
      return faults.add(field, 'dictionary.values.wildcard', { value: shown(value) });
    }
    return value;
  };
}

/** An array of codes, each once, or the token for all alone. No codes is no value. */
function listCheck(field: FieldDefinition, isText: TextCheck): FieldCheck {
  const any = field.reference?.any;
  return (value, faults) => {
    if (!Array.isArray(value)) return faults.add(field, 'dictionary.values.notList', { value: shown(value) });
    if (value.length > LIST_LENGTH_MAX) {
      return faults.add(field, 'dictionary.values.listTooLong', { limit: LIST_LENGTH_MAX, given: value.length });
    }
    const before = faults.issues.length;
    const codes = value.filter((code: unknown, index): code is string => isText(code, faults, `[${index}]`));
    const repeated = codes.find((code, index) => codes.indexOf(code) !== index);
    if (repeated !== undefined) faults.add(field, 'dictionary.values.listRepeats', { value: repeated });
    if (any !== undefined && codes.length > 1 && codes.includes(any)) {
      faults.add(field, 'dictionary.values.listAnyAlone', { any });
    }
    if (faults.issues.length > before) return undefined;
    return codes.length === 0 ? null : codes;
  };
}
