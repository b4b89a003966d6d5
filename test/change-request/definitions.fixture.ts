import type { Definition, FieldDefinition, ReferenceDefinition } from '../../src/dictionary/core/definition.js';

/** Small dictionaries that the specifications of this folder share. */
const field = (name: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  label: name,
  labelEn: name,
  type: 'text',
  required: false,
  unique: false,
  ...more,
});

const reference = (name: string, to: Partial<ReferenceDefinition>): FieldDefinition =>
  field(name, { type: 'reference', reference: { kind: 'CODE', mustExist: true, ...to } });

const definition = (code: string, fields: readonly FieldDefinition[], more: Partial<Definition> = {}): Definition => ({
  code,
  kind: 'PUBLIC',
  name: code,
  nameEn: code,
  help: code,
  helpEn: code,
  dated: false,
  locked: false,
  merge: 'CELL',
  key: ['code'],
  codePattern: '^[0-9A-Z]{1,12}$',
  foldsCase: false,
  fields,
  ...more,
});

export const NAME = field('name', { required: true });

/** An undated dictionary that others name by name. */
export const UNIT = definition('unit', [NAME, field('symbol', { unique: true })]);

/** Dated items, each with a unit by name and a class by code. */
export const ITEM = definition(
  'item',
  [
    NAME,
    reference('unit', { kind: 'NAME', dictionary: 'unit' }),
    reference('class', { dictionary: 'class' }),
    field('spec'),
    field('price', { type: 'decimal', precision: 12, scale: 4, required: true }),
  ],
  { dated: true },
);

/** Undated classes in a tree. */
export const CLASS = definition('class', [NAME, reference('parent', { dictionary: 'class' })]);

/** Undated, with a pattern of items. */
export const RATIO = definition('ratio', [
  reference('pattern', { kind: 'WILDCARD', dictionary: 'item' }),
  reference('items', { kind: 'LIST', dictionary: 'item', any: '*' }),
]);

/** A key of two fields. */
export const GRADE_PRICE = definition(
  'grade_price',
  [reference('item', { dictionary: 'item' }), field('grade', { type: 'integer', required: true }), field('price')],
  { key: ['item', 'grade'], dated: true },
);
