import { isDate, parseOffsetInstant } from '../kernel/zone.js';
import { isDerived } from './core/given.js';
import type { Definition, FieldDefinition } from './core/definition.js';

/** Collects a statement's parameters; what people typed goes nowhere else. */
export class Parameters {
  readonly values: unknown[];
  constructor(...first: unknown[]) {
    this.values = first;
  }

  add(value: unknown, type: 'text' | 'text[]' | 'numeric' | 'numeric[]' | 'timestamptz' | 'integer'): string {
    return `$${this.values.push(value)}::${type}`;
  }
}

/** How a field's values compare in SQL. A list holds elements and does not compare. */
export type Comparable = 'text' | 'numeric' | 'boolean' | 'list';

/** A field that readers may filter and sort by, found in the definition: what they wrote is only ever compared with its names. */
export interface ReadableField {
  readonly name: string;
  readonly compares: Comparable;
  /** The type as it is SQL's; booleans compare as their words. */
  readonly sqlType: 'text' | 'numeric';
  /** The value to compare with, as a parameter; undefined where the field cannot have it. */
  readonly valueOf: (given: unknown) => string | undefined;
}

/** Null where the dictionary has no such field, or none that can be compared. */
export function readableField(definition: Definition, name: string): ReadableField | null {
  if (name === 'code') return readable(name, 'text', textOf);
  const field = definition.fields.find((each) => each.name === name);
  if (!field || field.type === 'structure' || isDerived(definition, field)) return null;
  return READABLE[field.type](field);
}

const readable = (name: string, compares: Comparable, valueOf: ReadableField['valueOf']): ReadableField => ({
  name,
  compares,
  sqlType: compares === 'numeric' ? 'numeric' : 'text',
  valueOf,
});

const textOf = (given: unknown): string | undefined => (typeof given === 'string' ? given : undefined);
const ofText = ({ name }: FieldDefinition): ReadableField => readable(name, 'text', textOf);

const integerOf = (given: unknown): string | undefined =>
  Number.isSafeInteger(given) || (typeof given === 'string' && /^-?\d{1,16}$/.test(given)) ? String(given) : undefined;

const DECIMAL = /^-?\d{1,38}(\.\d{1,38})?$/;
const decimalOf = (given: unknown): string | undefined =>
  typeof given === 'string' && DECIMAL.test(given) ? given : integerOf(given);

const dateOf = (given: unknown): string | undefined => (typeof given === 'string' && isDate(given) ? given : undefined);

/** Instants are stored in UTC and of one width, so their text sorts as they do. */
const instantOf = (given: unknown): string | undefined =>
  (typeof given === 'string' ? parseOffsetInstant(given) : null) ?? undefined;

const booleanOf = (given: unknown): string | undefined =>
  given === true || given === 'true' ? 'true' : given === false || given === 'false' ? 'false' : undefined;

const READABLE: Readonly<
  Record<Exclude<FieldDefinition['type'], 'structure'>, (field: FieldDefinition) => ReadableField>
> = {
  text: ofText,
  code: ofText,
  enumeration: ofText,
  integer: ({ name }) => readable(name, 'numeric', integerOf),
  decimal: ({ name }) => readable(name, 'numeric', decimalOf),
  boolean: ({ name }) => readable(name, 'boolean', booleanOf),
  date: ({ name }) => readable(name, 'text', dateOf),
  instant: ({ name }) => readable(name, 'text', instantOf),
  reference: (field) => (field.reference?.kind === 'LIST' ? readable(field.name, 'list', textOf) : ofText(field)),
};

/** The field's value in a row `r`. Its name is a parameter, too. */
export function valueOf({ name, compares, sqlType }: ReadableField, parameters: Parameters): string {
  if (name === 'code') return 'r.code';
  const field = parameters.add(name, 'text');
  if (compares === 'list') return `(r.row_values -> ${field})`;
  return sqlType === 'numeric' ? `((r.row_values ->> ${field})::numeric)` : `((r.row_values ->> ${field}) COLLATE "C")`;
}
