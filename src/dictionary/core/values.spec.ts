import fc from 'fast-check';
import { dictionary, faultsOf, field, options, reference } from '../../../test/arbitrary/definitions.js';
import type { Values } from '../../kernel/timeline.js';
import { checkGiven, checkValues, isComplete } from './values.js';

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
