import { type Definition, type FieldDefinition, META } from '../../src/dictionary/core/definition.js';

/** A dictionary of a test: dated, with the fields given and nothing that is not needed. */
export const dictionary = (
  code: string,
  fields: readonly Partial<FieldDefinition>[],
  more: Partial<Definition> = {},
): Definition => ({
  ...META,
  code,
  name: code,
  dated: true,
  locked: false,
  codePattern: '^[0-9A-Za-z]{1,40}$',
  fields: fields.map((field) => ({
    name: '',
    label: 'l',
    labelEn: 'l',
    type: 'reference',
    required: false,
    unique: false,
    ...field,
  })),
  ...more,
});

/** A field that refers. */
export const refers = (
  name: string,
  reference: Omit<NonNullable<FieldDefinition['reference']>, 'mustExist'>,
  mustExist = true,
) => ({ name, reference: { mustExist, ...reference } }) satisfies Partial<FieldDefinition>;

/** Every kind of reference in one dictionary; its code is made of two of its fields. */
export const MAP = dictionary(
  'map',
  [
    { ...refers('item', { kind: 'CODE', dictionary: 'clinic_item' }), required: true },
    { name: 'number', type: 'integer', required: true },
    {
      name: 'target_type',
      type: 'enumeration',
      options: ['CHARGE', 'DRUG', 'FREE'].map((value) => ({ value, label: value, labelEn: value })),
    },
    refers('target', {
      kind: 'CODE',
      discriminator: 'target_type',
      dictionaries: { CHARGE: 'charge_item', DRUG: 'drug' },
    }),
    refers('unit', { kind: 'NAME', dictionary: 'unit' }),
    refers('departments', { kind: 'LIST', dictionary: 'dept', any: '*' }),
    refers('pattern', { kind: 'WILDCARD', dictionary: 'charge_item' }, false),
    refers('class', { kind: 'PREFIX', dictionary: 'drug_class', widths: [2, 4] }),
    { name: 'spec', type: 'text' },
    refers('price', { kind: 'COMPOSITE', dictionary: 'charge_price', fields: ['target', 'spec'] }),
  ],
  { key: ['item', 'number'] },
);
export const AREA = dictionary('t_area', [
  refers('parent', { kind: 'PREFIX', dictionary: 't_area', widths: [2, 4, 6] }, false),
  { name: 'name', type: 'text' },
]);
export const NUMBERED = dictionary(
  'numbered',
  [
    { ...refers('number', { kind: 'CODE', dictionary: 't_area' }), required: true },
    refers('whole', { kind: 'COMPOSITE', dictionary: 'bed_price', fields: ['number', 'name'] }),
    { name: 'name', type: 'text' },
  ],
  { key: ['number'] },
);
export const DEFINITIONS = [MAP, AREA, NUMBERED];

/** Prices by item and grade, dated: what HIS readers ask most. */
export const PRICE = dictionary(
  't_price',
  [
    { name: 'item', type: 'code', required: true },
    { name: 'grade', type: 'integer', required: true },
    { name: 'price', type: 'decimal', precision: 12, scale: 4 },
    { name: 'notice', type: 'text' },
  ],
  { key: ['item', 'grade'] },
);

/** Units, whose codes fold case. */
export const UNIT = dictionary(
  't_unit',
  [
    { name: 'name', type: 'text' },
    { name: 'pinyin', type: 'code' },
    { name: 'pinyin_full', type: 'text' },
    { name: 'wubi', type: 'code' },
    { name: 'sort', type: 'integer' },
    { name: 'ratio', type: 'decimal', precision: 12, scale: 4 },
    { name: 'small', type: 'boolean' },
    { name: 'since', type: 'date' },
    refers('parts', { kind: 'LIST', dictionary: 't_unit' }),
  ],
  { dated: false, foldsCase: true, nameEn: 'Units' },
);
