import { dictionary, faultsOf, field, options, reference } from '../../../test/arbitrary/definitions.js';
import { LIST_LENGTH_MAX, TEXT_LENGTH_DEFAULT } from '../../kernel/limits.js';
import type { FieldDefinition } from './definition.js';
import { checkValues } from './values.js';

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
