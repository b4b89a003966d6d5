import fc from 'fast-check';
import { dictionary, faultsOf, field, options, reference } from '../../../test/arbitrary/definitions.js';
import { LIST_LENGTH_MAX, TEXT_LENGTH_DEFAULT } from '../../kernel/limits.js';
import type { Values } from '../../kernel/timeline.js';
import { checkGiven, checkValues, isComplete } from './values.js';
import type { FieldDefinition } from './definition.js';

const judged = (one: FieldDefinition, value: unknown): string[] =>
  faultsOf(checkValues(dictionary([one]), { [one.name]: value }, 'values')).map((fault) =>
    fault.replace('values.', ''),
  );

const accepted = (one: FieldDefinition, values: readonly unknown[]): void => {
  for (const value of values) expect([value, judged(one, value)]).toEqual([value, []]);
};
const refused = (one: FieldDefinition, code: string, values: readonly unknown[]): void => {
  for (const value of values) expect([value, judged(one, value)]).toEqual([value, [`${one.name} ${code}`]]);
};

describe('a text', () => {
  const name = field('name', 'text', { maxLength: 5 });

  it('is what people write, in any language', () => {
    accepted(name, ['血常规', 'β-内酰', '10⁹/L', 'a b', '𠮷𠮷𠮷𠮷𠮷']);
  });

  it('is not a number, a list or a structure', () => {
    refused(name, 'notText', [1, true, ['甲'], { a: 1 }]);
  });

  it('is not blank and has no white space around it', () => {
    refused(name, 'empty', ['', ' ', '\u3000']);
    refused(name, 'surroundedBySpace', [' 甲', '甲 ', '甲\u00a0', '\u3000甲']);
  });

  it('holds nothing that cannot be seen', () => {
    refused(name, 'invisible', [
      '甲\u200b',
      '\ufeff甲',
      '甲\u202e乙',
      '甲\n乙',
      '甲\t乙',
      '甲\u0000',
      '甲\ud83d',
      '甲\u00ad乙',
    ]);
  });

  it('is as long as its field says, counted in characters as people count', () => {
    refused(name, 'tooLong', ['血常规五分类', '𠮷𠮷𠮷𠮷𠮷𠮷']);
    const usual = field('remark', 'text');
    accepted(usual, ['字'.repeat(TEXT_LENGTH_DEFAULT)]);
    refused(usual, 'tooLong', ['字'.repeat(TEXT_LENGTH_DEFAULT + 1)]);
  });

  it('matches its pattern', () => {
    const extension = field('extension', 'text', { pattern: '^\\d{3,8}$' });
    accepted(extension, ['6100']);
    refused(extension, 'pattern', ['61', '6100a', 'x6100']);
  });
});

describe('a code', () => {
  it('is typed on a plain keyboard: no full-width, look-alike or blank character', () => {
    const pinyin = field('pinyin', 'code');
    accepted(pinyin, ['XCG', 'A01.000x005', 'A-1_b/2+3']);
    refused(pinyin, 'notPlain', ['ＸＣＧ', 'А01', 'A–1', '血', 'A 1', 'Ⅰ', 'A\u00a01']);
  });

  it('of a drug ends in its check digit', () => {
    const national = field('national_drug_code', 'code', { checkDigit: 'GTIN14' });
    accepted(national, ['10614141000415']);
    refused(national, 'checkDigit', ['10614141000416', '1061414100041']);
  });
});

describe('an integer', () => {
  const beds = field('beds', 'integer', { min: '0', max: '500' });

  it('is a whole number that every machine holds exactly', () => {
    accepted(beds, [0, 42, 500]);
    refused(beds, 'notInteger', ['42', 4.5, NaN, Infinity, 2 ** 53, true]);
    expect(checkValues(dictionary([beds]), { beds: -0 }, '')).toEqual({ values: { beds: 0 } });
  });

  it('lies in its range, both ends included', () => {
    refused(beds, 'outOfRange', [-1, 501]);
  });
});

describe('an amount', () => {
  const price = field('price', 'decimal', { precision: 12, scale: 4, min: '0', max: '100000' });

  it('is text, kept as it was written', () => {
    accepted(price, ['0', '25', '25.00', '0.0001', '100000']);
    expect(checkValues(dictionary([price]), { price: '25.00' }, '')).toEqual({ values: { price: '25.00' } });
  });

  it('is no number of JSON, because a float has touched that', () => {
    refused(price, 'notDecimal', [25, 25.1, '25元', '1e3', '025', '.5', '1.00001', '999999999']);
  });

  it('lies in its range, compared exactly', () => {
    refused(price, 'outOfRange', ['-0.0001', '100000.0001']);
  });
});

describe('a day, an instant and a yes or no', () => {
  it('is a day of the calendar within its range', () => {
    const issued = field('issued_on', 'date', { min: '2000-01-01', max: '2030-12-31' });
    accepted(issued, ['2024-02-29', '2000-01-01', '2030-12-31']);
    refused(issued, 'notDate', ['2023-02-29', '2024-2-9', '2024-02-29T00:00:00Z', 20240229]);
    refused(issued, 'outOfRange', ['1999-12-31', '2031-01-01']);
  });

  it('is an instant with its offset, kept in UTC with milliseconds', () => {
    const seen = field('seen_at', 'instant');
    refused(seen, 'notInstant', ['2027-01-01', '2027-01-01T00:00:00', 0, '']);
    expect(checkValues(dictionary([seen]), { seen_at: '2027-01-01T00:00:00+08:00' }, '')).toEqual({
      values: { seen_at: '2026-12-31T16:00:00.000Z' },
    });
  });

  it('is true or false and not a word for it', () => {
    accepted(field('insured', 'boolean'), [true, false]);
    refused(field('insured', 'boolean'), 'notBoolean', ['true', 1, 0, '是']);
  });
});

describe('one of several options', () => {
  it('is one of them, by its value', () => {
    const state = field('state', 'enumeration', { options: options('OPEN', 'CLOSED') });
    accepted(state, ['OPEN']);
    refused(state, 'notOption', ['open', '〔OPEN〕', 'constructor', 1]);
  });
});

describe('a reference', () => {
  it('is the code or the name of one entry', () => {
    const unit = reference('unit', { kind: 'NAME', dictionary: 'unit' });
    accepted(unit, ['次', 'mg']);
    refused(unit, 'notText', [['次'], 1]);
  });

  it('with a wildcard has its star at the end', () => {
    const items = reference('items', { kind: 'WILDCARD', dictionary: 'charge_item' });
    accepted(items, ['2204*', '*', '22040100100']);
    refused(items, 'wildcard', ['22*04', '*04', '22**', '2*4*']);
  });

  it('to a list names each entry once, or all of them', () => {
    const by = reference('performed_by', { kind: 'LIST', dictionary: 'dept', any: '*' });
    accepted(by, [['1001'], ['1001', '1002'], ['*']]);
    refused(by, 'notList', ['1001', '1001;1002', { 0: '1001' }]);
    refused(by, 'listRepeats', [['1001', '1002', '1001']]);
    refused(by, 'listAnyAlone', [['*', '1001']]);
    expect(judged(by, ['1001', 2, ' 3'])).toEqual(['performed_by[1] notText', 'performed_by[2] surroundedBySpace']);
    expect(checkValues(dictionary([by]), { performed_by: [] }, '')).toEqual({ values: {} });
  });

  it('to a list names so many and no more', () => {
    const by = reference('performed_by', { kind: 'LIST', dictionary: 'dept' });
    const departments = (count: number) => Array.from({ length: count }, (_, index) => `D${index}`);
    accepted(by, [departments(LIST_LENGTH_MAX)]);
    refused(by, 'listTooLong', [departments(LIST_LENGTH_MAX + 1)]);
  });

  it('that follows from the code or other fields is not given', () => {
    refused(reference('parent', { kind: 'PREFIX', dictionary: 'charge_item', widths: [2, 4] }), 'derived', ['22']);
    refused(reference('pair', { kind: 'COMPOSITE', dictionary: 'x', fields: ['a', 'b'] }), 'derived', ['1|2']);
    accepted(reference('class', { kind: 'PREFIX', dictionary: 'drug_class', widths: [2, 4] }), ['0102']);
  });
});

describe('a reference told apart by another field', () => {
  const map = dictionary([
    field('target_type', 'enumeration', {
      required: true,
      options: options('CHARGE_ITEM', 'DRUG', 'EXPLICIT_FREE', 'BY_HAND'),
    }),
    reference('target', {
      kind: 'CODE',
      discriminator: 'target_type',
      dictionaries: { CHARGE_ITEM: 'charge_item', DRUG: 'drug_product' },
    }),
  ]);
  const check = (values: Values): string[] => faultsOf(checkValues(map, values, ''));

  it('is there where the field names a dictionary, and empty where the item is free or priced by hand', () => {
    expect(check({ target_type: 'CHARGE_ITEM', target: '2208' })).toEqual([]);
    expect(check({ target_type: 'EXPLICIT_FREE' })).toEqual([]);
    expect(check({ target_type: 'DRUG' })).toEqual(['target targetMissing']);
    expect(check({ target_type: 'BY_HAND', target: '2208' })).toEqual(['target targetNotAllowed']);
  });

  it('is judged by the key where the field is part of it', () => {
    const keyed = {
      ...map,
      key: ['target_type', 'number'],
      fields: [...map.fields, field('number', 'integer', { required: true })],
    };
    expect(faultsOf(checkValues(keyed, {}, '', 'DRUG|1'))).toEqual(['target targetMissing']);
    expect(faultsOf(checkValues(keyed, {}, '', 'BY_HAND|1'))).toEqual([]);
    expect(faultsOf(checkValues(keyed, {}, ''))).toEqual([]);
  });
});

describe('the values of a row', () => {
  const item = dictionary([
    field('name', 'text', { required: true }),
    field('price', 'decimal', { precision: 8, scale: 2, required: true }),
    field('insured', 'boolean', { required: true, default: false }),
    field('remark', 'text'),
  ]);

  it('are told all their faults at once, each with its path and the words of its field', () => {
    const result = checkValues(item, { name: ' ', price: 25, colour: 'red', remark: 1 }, 'changes[3].values');
    expect(faultsOf(result)).toEqual([
      'changes[3].values.name empty',
      'changes[3].values.price notDecimal',
      'changes[3].values.colour unknownField',
      'changes[3].values.remark notText',
    ]);
    expect('issues' in result && result.issues[1]?.says.params).toMatchObject({ label: '〔price〕', field: 'price' });
  });

  it('have every required field, and take its default where they do not say', () => {
    expect(faultsOf(checkValues(item, {}, ''))).toEqual(['name required', 'price required']);
    expect(faultsOf(checkValues(item, { name: null, price: '1' }, ''))).toEqual(['name required']);
    expect(checkValues(item, { name: '甲', price: '1' }, '')).toEqual({
      values: { name: '甲', price: '1', insured: false },
    });
  });

  it('leave out what has no value', () => {
    const values = { name: '甲', price: '1', insured: true, remark: null };
    expect(checkValues(item, values, '')).toEqual({ values: { name: '甲', price: '1', insured: true } });
  });

  it('hold no field of the key, which the code carries', () => {
    const keyed = dictionary([field('grade', 'code', { required: true }), field('remark', 'text')], { key: ['grade'] });
    expect(faultsOf(checkValues(keyed, { grade: 'A' }, ''))).toEqual(['grade partOfKey']);
    expect(checkValues(keyed, {}, '')).toEqual({ values: {} });
  });

  it('reach no object of the process, however their names are spelt', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "prototype": 1}',
    ) as Values;
    expect(faultsOf(checkValues(dictionary([field('remark', 'text')]), hostile, 'values'))).toEqual([
      'values.__proto__ forbiddenName',
      'values.constructor forbiddenName',
      'values.prototype forbiddenName',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('once judged are judged the same again', () => {
    const given = fc.record(
      {
        name: fc.constantFrom('甲', ' ', '\u200b', null),
        price: fc.constantFrom('1', '25.00', 'x', null),
        insured: fc.constantFrom(true, 'x', null),
        remark: fc.constantFrom('乙', null, 3),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, (values) => {
        const first = checkValues(item, values, '');
        fc.pre('values' in first);
        expect(checkValues(item, first.values, '')).toEqual(first);
        expect(isComplete(item, first.values)).toBe(true);
      }),
    );
  });
});

describe('the values that a SET gives', () => {
  const item = dictionary([
    field('name', 'text', { required: true }),
    field('price', 'decimal', { precision: 8, scale: 2 }),
  ]);

  it('may be few, and null clears', () => {
    expect(checkGiven(item, { price: null }, '')).toEqual({ given: { price: null } });
    expect(checkGiven(item, {}, '')).toEqual({ given: {} });
  });

  it('are each what their field says', () => {
    expect(faultsOf(checkGiven(item, { name: '', price: 1 }, 'values'))).toEqual([
      'values.name empty',
      'values.price notDecimal',
    ]);
  });

  it('fill a gap only when they are a whole row', () => {
    expect(isComplete(item, { name: '甲' })).toBe(true);
    expect(isComplete(item, { price: '1' })).toBe(false);
    expect(isComplete(item, { name: '甲', price: null })).toBe(true);
  });
});
