import fc from 'fast-check';
import { dictionary, field, options, reference } from '../../../test/arbitrary/definitions.js';
import type { Definition } from './definition.js';
import type { Values } from '../../kernel/timeline.js';
import { prefixAncestors, prefixParent, referencesOf, wildcardMatches, wildcardsOverlap } from './references.js';

const told = (definition: Definition, code: string, values: Values): string[] =>
  referencesOf(definition, code, { values }).map(
    (fact) => `${fact.field} ${fact.kind} ${fact.dictionary} ${fact.target}`,
  );

describe('what a row refers to', () => {
  it('is an entry by its code or by its name', () => {
    const item = dictionary([
      reference('class', { kind: 'CODE', dictionary: 'bill_item_class' }),
      reference('unit', { kind: 'NAME', dictionary: 'unit' }),
      reference('reckoning', { kind: 'CODE', dictionary: 'reckoning_class', mustExist: false }),
    ]);
    expect(told(item, '1', { class: 'D', unit: '次' })).toEqual(['class CODE bill_item_class D', 'unit NAME unit 次']);
    expect(referencesOf(item, '1', { values: { reckoning: 'P' } })[0]?.mustExist).toBe(false);
  });

  it('is each entry of a list, and none where the list means all', () => {
    const item = dictionary([reference('by', { kind: 'LIST', dictionary: 'dept', any: '*' })]);
    expect(told(item, '1', { by: ['1001', '1002'] })).toEqual(['by LIST dept 1001', 'by LIST dept 1002']);
    expect(told(item, '1', { by: ['*'] })).toEqual([]);
  });

  it('is a pattern of entries', () => {
    const ratio = dictionary([reference('items', { kind: 'WILDCARD', dictionary: 'charge_item' })]);
    expect(told(ratio, '1', { items: '2204*' })).toEqual(['items WILDCARD charge_item 2204*']);
  });

  it('is the parent that a prefix of its own code names, or the class whose code it holds', () => {
    const area = dictionary([reference('parent', { kind: 'PREFIX', dictionary: 'area', widths: [2, 4, 6] })], {
      code: 'area',
    });
    expect(told(area, '320602', {})).toEqual(['parent PREFIX area 3206']);
    expect(told(area, '3206', {})).toEqual(['parent PREFIX area 32']);
    expect(told(area, '32', {})).toEqual([]);
    const drug = dictionary([reference('class', { kind: 'PREFIX', dictionary: 'drug_class', widths: [2, 4] })], {
      code: 'drug',
    });
    expect(told(drug, 'X1', { class: '0102' })).toEqual(['class PREFIX drug_class 0102']);
    expect(told(drug, 'X1', {})).toEqual([]);
  });

  it('is the entry whose key its fields make, and none where one of them is empty', () => {
    const bundle = dictionary(
      [
        field('item', 'code', { required: true }),
        field('number', 'integer', { required: true }),
        field('grade', 'code'),
        reference('price', { kind: 'COMPOSITE', dictionary: 'charge_price', fields: ['item', 'grade'] }),
      ],
      { key: ['item', 'number'] },
    );
    expect(told(bundle, '2208|1', { grade: 'ALL' })).toEqual(['price COMPOSITE charge_price 2208|ALL']);
    expect(told(bundle, '2208|1', {})).toEqual([]);
    const own = dictionary([
      field('grade', 'code'),
      reference('price', { kind: 'COMPOSITE', dictionary: 'p', fields: ['code', 'grade'] }),
    ]);
    expect(told(own, '2208', { grade: 'ALL' })).toEqual(['price COMPOSITE p 2208|ALL']);
  });

  it('is in the dictionary that another field tells, and in none where that field says so', () => {
    const map = dictionary(
      [
        field('kind', 'enumeration', { required: true, options: options('ITEM', 'DRUG', 'FREE') }),
        reference(
          'local',
          { kind: 'CODE', discriminator: 'kind', dictionaries: { ITEM: 'charge_item', DRUG: 'drug' } },
          { required: true },
        ),
      ],
      { key: ['kind', 'local'] },
    );
    expect(told(map, 'DRUG|X1', {})).toEqual(['local CODE drug X1']);
    expect(told(map, 'FREE|X1', {})).toEqual([]);
    expect(told(map, 'toString|X1', {})).toEqual([]);
  });
});

describe('a wildcard', () => {
  it('means every code that begins with it, or the one code that it is', () => {
    expect(wildcardMatches('2204*', '220401')).toBe(true);
    expect(wildcardMatches('2204*', '2204')).toBe(true);
    expect(wildcardMatches('2204*', '2205')).toBe(false);
    expect(wildcardMatches('2204', '220401')).toBe(false);
    expect(wildcardMatches('*', 'X')).toBe(true);
  });

  it('overlaps another exactly where some code is meant by both', () => {
    const digits = fc.string({ unit: fc.constantFrom('1', '2'), maxLength: 3 });
    const pattern = fc.tuple(digits, fc.boolean()).map(([prefix, open]) => prefix + (open ? '*' : ''));
    const codes = ['', '1', '2', '11', '12', '21', '22', '111', '112', '121', '122', '211', '212', '221', '222'];
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = codes.some((code) => wildcardMatches(a, code) && wildcardMatches(b, code));
        expect(wildcardsOverlap(a, b)).toBe(both);
      }),
    );
  });
});

describe('a code by its coding rule', () => {
  it('has the next shorter prefix as its parent, and every shorter one as an ancestor', () => {
    expect(prefixAncestors('320602', [2, 4, 6])).toEqual(['3206', '32']);
    expect(prefixParent('32', [2, 4, 6])).toBeNull();
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (code, widths) => {
        const rule = widths.toSorted((a, b) => a - b);
        const parent = prefixParent(code, rule);
        const ancestors = parent === null ? [] : [parent, ...prefixAncestors(parent, rule)];
        expect(prefixAncestors(code, rule)).toEqual(ancestors);
      }),
    );
  });
});
