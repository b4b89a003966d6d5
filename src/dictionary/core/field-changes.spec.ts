import fc from 'fast-check';
import { dictionary, field, options, reference } from '../../../test/arbitrary/definitions.js';
import { someValues } from '../../../test/arbitrary/timelines.js';
import type { Values } from '../../kernel/timeline.js';
import { fieldChanges } from './field-changes.js';

const item = dictionary([
  field('name', 'text'),
  field('price', 'decimal', { precision: 12, scale: 4 }),
  field('national', 'code'),
  field('state', 'enumeration', { options: options('A', 'Ａ') }),
  reference('unit', { kind: 'NAME', dictionary: 'unit' }),
  reference('by', { kind: 'LIST', dictionary: 'dept' }),
]);

const told = (before: Values | null, after: Values | null): string[] =>
  fieldChanges(before, after, item).map(({ field: name, cosmetic }) => (cosmetic ? `${name} cosmetic` : name));

describe('the fields that differ', () => {
  it('are told with both values, in the order of the definition', () => {
    expect(
      fieldChanges({ price: '20.00', name: '血常规' }, { name: '血常规（五分类）', price: '25.00' }, item),
    ).toEqual([
      { field: 'name', before: '血常规', after: '血常规（五分类）', cosmetic: false },
      { field: 'price', before: '20.00', after: '25.00', cosmetic: false },
    ]);
  });

  it('are all of them where a row begins or ends', () => {
    expect(fieldChanges(null, { name: '甲' }, item)).toEqual([
      { field: 'name', before: null, after: '甲', cosmetic: false },
    ]);
    expect(told({ name: '甲', national: '1' }, null)).toEqual(['name', 'national']);
  });

  it('are cosmetic where a person sees no difference in a name', () => {
    expect(told({ name: 'Ⅰ级护理' }, { name: 'I级护理' })).toEqual(['name cosmetic']);
    expect(told({ name: 'WBC 10⁹/L' }, { name: 'WBC 109/L' })).toEqual(['name']);
  });

  it('are cosmetic where the same amount is written differently, and not where the amount is another', () => {
    expect(told({ price: '25' }, { price: '25.00' })).toEqual(['price cosmetic']);
    expect(told({ price: '25.00' }, { price: '25.01' })).toEqual(['price']);
    expect(told({ name: '25' }, { name: '25.00' })).toEqual(['name']);
  });

  it('are cosmetic where a list names the same entries in another order', () => {
    expect(told({ by: ['1', '2'] }, { by: ['2', '1'] })).toEqual(['by cosmetic']);
    expect(told({ by: ['1', '2'] }, { by: ['1', '3'] })).toEqual(['by']);
  });

  it('are never cosmetic in a code, a reference or an option: those mean another entry', () => {
    expect(told({ national: 'Ａ1', unit: '次', state: 'A' }, { national: 'A1', unit: '次 ', state: 'Ａ' })).toEqual([
      'national',
      'state',
      'unit',
    ]);
  });

  it('are none between equal values, and the same seen from the other side', () => {
    fc.assert(
      fc.property(someValues, someValues, (before, after) => {
        expect(fieldChanges(before, { ...before })).toEqual([]);
        const turned = fieldChanges(after, before).map((change) => ({
          ...change,
          before: change.after,
          after: change.before,
        }));
        expect(turned).toEqual(fieldChanges(before, after));
      }),
    );
  });
});
