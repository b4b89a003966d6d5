import fc from 'fast-check';
import { dictionary, faultsOf, field, options, reference } from '../../../test/arbitrary/definitions.js';
import { FIELDS_MAX } from '../../kernel/limits.js';
import { type Value, type Values } from '../../kernel/timeline.js';
import { type Definition, definitionValues, META, parseDefinition } from './definition.js';
import { checkValues } from './values.js';

const sound: Values = {
  kind: 'PRICE',
  name: '收费项目',
  name_en: 'Charge items',
  help: '医院收费的项目。',
  help_en: 'What the hospital charges for.',
  dated: true,
  locked: false,
  merge: 'CELL',
  key: ['code'],
  code_pattern: '^[0-9A-Z]{4,20}$',
  folds_case: false,
  fields: [{ name: 'name', label: '名称', label_en: 'Name', type: 'text', required: true }],
};
const faults = (more: Readonly<Record<string, unknown>>): string[] =>
  faultsOf(parseDefinition('charge_item', { ...sound, ...more }));

/** The faults of a definition with one field, with the paths inside that field. */
const fieldFaults = (...fields: Readonly<Record<string, unknown>>[]): string[] =>
  faults({ fields: fields.map((one) => ({ name: 'a', label: '甲', label_en: 'A', type: 'text', ...one })) }).map(
    (fault) => fault.replace(/^fields\[0\]\.?/, ''),
  );
describe('the definition of definitions', () => {
  it('is the only one in code, and what it says of itself reads back', () => {
    const values = definitionValues(META);
    const parsed = parseDefinition('dictionary', { ...values, fields: withoutStructures(values['fields']) });
    expect(faultsOf(parsed)).toEqual([]);
    expect(META).toMatchObject({ kind: 'SYSTEM', locked: true, dated: false, merge: 'ROW', key: ['code'] });
  });

  it('judges a definition that is proposed like any entry, and puts it into its one form', () => {
    const wordy = {
      ...sound,
      source: null,
      fields: [{ ...(sound['fields'] as Values[])[0], unique: false, help: null }],
    };
    expect(checkValues(META, wordy, 'changes[0].values', 'charge_item')).toEqual({ values: sound });
    expect(faultsOf(checkValues(META, { ...sound, key: ['x'] }, 'changes[0].values', 'charge_item'))).toEqual([
      'changes[0].values.key[0] unknownField',
    ]);
  });
});

/** Structures are reserved to META itself. */
const withoutStructures = (fields: Value | undefined): Value =>
  (fields as Values[]).map((each) => (each['type'] === 'structure' ? { ...each, type: 'text' } : each));

describe('a definition', () => {
  it('reads back from what is stored of it', () => {
    const definition = dictionary([
      field('name', 'text', { required: true, maxLength: 200 }),
      field('grade', 'enumeration', { required: true, options: options('A', 'B'), default: 'A' }),
      field('price', 'decimal', { precision: 12, scale: 4, min: '0', max: '99.5' }),
      field('national', 'code', { pattern: '^869\\d{11}$', checkDigit: 'GTIN14', unique: true }),
      reference('by', { kind: 'LIST', dictionary: 'dept', any: '*' }),
      reference('parent', { kind: 'PREFIX', dictionary: 'charge_item', widths: [2, 4], mustExist: false }),
      reference('pair', { kind: 'COMPOSITE', dictionary: 'xy', fields: ['grade', 'name'] }),
      reference('target', { kind: 'CODE', discriminator: 'grade', dictionaries: { A: 'charge_item' } }),
    ]);
    expect(parseDefinition(definition.code, definitionValues(definition))).toEqual({ definition });
  });

  it('with any fields reads back too, and its stored form is its only one', () => {
    const aField = fc.oneof(
      fc.record({
        name: aName,
        type: fc.constant('text' as const),
        maxLength: fc.integer({ min: 1, max: 4000 }),
        unique: fc.boolean(),
      }),
      fc.record({
        name: aName,
        type: fc.constant('integer' as const),
        min: fc.constantFrom('-5', '0'),
        max: fc.constantFrom('7', '99'),
      }),
      fc.record({ name: aName, type: fc.constant('boolean' as const), default: fc.boolean(), required: fc.boolean() }),
      fc.record({ name: aName, type: fc.constant('enumeration' as const), options: fc.constant(options('A', 'B')) }),
      fc.record({
        name: aName,
        type: fc.constant('reference' as const),
        reference: fc.record({
          kind: fc.constantFrom('CODE' as const, 'NAME' as const),
          dictionary: fc.constant('dept'),
          mustExist: fc.boolean(),
        }),
      }),
    );
    const fields = fc.uniqueArray(aField, { minLength: 1, selector: ({ name }) => name });
    fc.assert(
      fc.property(fields, fc.boolean(), fc.option(fc.constantFrom('GB/T 2261.1-2003')), (some, dated, source) => {
        const definition: Definition = dictionary(
          some.map(({ name, type, ...more }) => field(name, type, more)),
          { dated, ...(source ? { source } : {}) },
        );
        const values = definitionValues(definition);
        expect(parseDefinition(definition.code, values)).toEqual({ definition });
        expect(checkValues(META, values, '', definition.code)).toEqual({ values });
      }),
    );
  });

  it('is told all its faults at once, each with its path', () => {
    const given = {
      ...sound,
      kind: 'PRIVATE',
      name_en: null,
      dated: 'yes',
      merge: 'COLUMN',
      key: ['item', 'gone'],
      code_pattern: '[A-Z]+',
      colour: 'red',
      fields: [
        { name: 'item', label: '项目', label_en: 'Item', type: 'text' },
        { name: 'Price', label: '价格', label_en: 'Price', type: 'decimal', precision: 4, scale: 6 },
        {
          name: 'price',
          label: '价格',
          label_en: 'Price',
          type: 'decimal',
          precision: 4,
          scale: 2,
          min: '3',
          max: '2',
        },
        { name: 'ceiling', label: '限价', label_en: 'Ceiling', type: 'decimal', precision: 4, scale: 6 },
        { name: 'state', label: '状态', label_en: 'State', type: 'enumeration' },
        'standard',
      ],
    };
    expect(faultsOf(parseDefinition('charge_item', given, 'values')).sort()).toEqual([
      'values.code_pattern patternUnanchored',
      'values.colour unknownField',
      'values.dated notBoolean',
      'values.fields[1].name pattern',
      'values.fields[2].max rangeReversed',
      'values.fields[3].scale scaleExceedsPrecision',
      'values.fields[4].options needed',
      'values.fields[5] notStructure',
      'values.key[0] keyField',
      'values.key[1] unknownField',
      'values.kind notOption',
      'values.merge notOption',
      'values.name_en required',
    ]);
  });

  it(`has at most ${FIELDS_MAX} fields`, () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `f${index}`, label: '甲', label_en: 'A', type: 'text' }));
    expect(faults({ fields: many(FIELDS_MAX) })).toEqual([]);
    expect(faults({ fields: many(FIELDS_MAX + 1) })).toEqual(['fields notList']);
    expect(faults({ fields: [] })).toEqual(['fields notList']);
  });

  it.each<[string, unknown, string[]]>([
    ['names fields that are required', ['name'], []],
    ['names code alone', ['code', 'name'], ['key keyCodeAlone']],
    ['names each field once', ['name', 'name'], ['key keyRepeats']],
    ['names something', [], ['key notList']],
    ['is a list', 'code', ['key notList']],
    ['is a list of names', [1], ['key[0] notName']],
  ])('has a key that %s', (_, key, expected) => {
    expect(faults({ key })).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['^(A+)+$', ['code_pattern patternUnsafe']],
    ['^(?=A)A$', ['code_pattern patternUnsupported']],
    ['^[A$', ['code_pattern patternInvalid']],
  ])('has no code pattern like %s', (pattern, expected) => {
    expect(faults({ code_pattern: pattern })).toEqual(expected);
  });
});

const aName = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/).filter((name) => name !== 'code');

describe('a field of a definition', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['has a plain name', { name: 'Name' }, ['name pattern']],
    ['is not named like a column of an import', { name: 'valid_from' }, ['name reservedName']],
    ['is not named like what every object has', { name: 'constructor' }, ['name reservedName']],
    ['has a type', { type: 'money' }, ['type notOption']],
    ['is no structure', { type: 'structure' }, ['type structureReserved']],
    ['says how many digits an amount has', { type: 'decimal' }, ['precision needed', 'scale needed']],
    ['has digits only if it is an amount', { precision: 4, scale: 2 }, ['precision doesNotFit', 'scale doesNotFit']],
    ['has a length only if it is text', { type: 'boolean', max_length: 3 }, ['max_length doesNotFit']],
    ['has a length that can be kept', { max_length: 4001 }, ['max_length outOfRange']],
    ['has a range only if it can be compared', { min: '1' }, ['min doesNotFit']],
    ['has a range of its type', { type: 'date', min: '2024-02-30' }, ['min rangeEnd']],
    ['has a range of whole numbers where it is one', { type: 'integer', max: '1.5' }, ['max rangeEnd']],
    ['has a pattern that cannot stop the service', { pattern: '^(a+)+$' }, ['pattern patternUnsafe']],
    ['has a pattern only if it is text', { type: 'integer', pattern: '^1$' }, ['pattern doesNotFit']],
    ['has options if it is an enumeration', { type: 'enumeration' }, ['options needed']],
    ['has at least one option', { type: 'enumeration', options: [] }, ['options notList']],
    ['has options that differ', { type: 'enumeration', options: stored('A', 'A') }, ['options optionRepeats']],
    [
      'has options with labels',
      { type: 'enumeration', options: [{ value: 'A' }] },
      ['options[0].label required', 'options[0].label_en required'],
    ],
    ['has a default of its type', { type: 'boolean', default: 'no' }, ['default defaultInvalid']],
    [
      'has a default that it allows',
      { type: 'enumeration', options: stored('A'), default: 'B' },
      ['default defaultInvalid'],
    ],
    ['has no default that depends on when it is read', { type: 'instant', default: 'now' }, ['default doesNotFit']],
    ['says what it refers to', { type: 'reference' }, ['reference needed']],
    ['refers only if it is a reference', { reference: { kind: 'CODE', dictionary: 'dept' } }, ['reference doesNotFit']],
    ['has no property that nobody knows', { colour: 'red' }, ['colour unknownField']],
  ])('%s', (_, one, expected) => {
    expect(fieldFaults(one)).toEqual(expected);
  });

  it('has a name of its own', () => {
    expect(fieldFaults({}, {})).toEqual(['name nameRepeats', 'fields[1].name nameRepeats']);
  });
});

function stored(...values: string[]): Values[] {
  return values.map((value) => ({ value, label: value, label_en: value }));
}
