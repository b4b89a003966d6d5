import { type Definition, type FieldDefinition } from '../../src/dictionary/core/definition.js';

export const field = (
  name: string,
  type: FieldDefinition['type'],
  more: Partial<FieldDefinition> = {},
): FieldDefinition => ({
  name,
  label: `〔${name}〕`,
  labelEn: name,
  type,
  required: false,
  unique: false,
  ...more,
});

export const reference = (
  name: string,
  to: Omit<NonNullable<FieldDefinition['reference']>, 'mustExist'> & { mustExist?: boolean },
  more: Partial<FieldDefinition> = {},
): FieldDefinition => field(name, 'reference', { reference: { mustExist: true, ...to }, ...more });

export const options = (...values: string[]) =>
  values.map((value) => ({ value, label: `〔${value}〕`, labelEn: value }));

/** A dictionary of charge items with whatever fields a test is about. */
export const dictionary = (fields: readonly FieldDefinition[], more: Partial<Definition> = {}): Definition => ({
  code: 'charge_item',
  kind: 'PRICE',
  name: '收费项目',
  nameEn: 'Charge items',
  help: '医院收费的项目。',
  helpEn: 'What the hospital charges for.',
  dated: true,
  locked: false,
  merge: 'CELL',
  key: ['code'],
  codePattern: '^[0-9A-Z]{1,20}$',
  foldsCase: false,
  fields,
  ...more,
});

/** What a check found, as `path code`, or nothing where it found nothing. */
export const faultsOf = (result: object): string[] =>
  'issues' in result
    ? (result.issues as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`)
    : [];
