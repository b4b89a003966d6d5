import type { Timeline } from '../../kernel/timeline.js';
import { conditionOf } from './condition.js';
import { FactsGathering } from './facts.js';
import { touchedFields } from './touched.js';

const at = (year: number): string => `${year}-01-01T00:00:00.000Z`;
const two: Timeline = {
  rows: [
    { from: at(2024), to: at(2025), values: { price: '10', class: 'A' } },
    { from: at(2025), values: { price: '12', class: 'A' } },
  ],
};

describe('the fields that a change touches', () => {
  it('are none where nothing changes', () => expect(touchedFields(two, two)).toEqual([]));

  it('are those with another value at some instant', () => {
    const raised: Timeline = {
      rows: [two.rows[0] ?? { values: {} }, { from: at(2025), values: { price: '13', class: 'A' } }],
    };
    expect(touchedFields(two, raised)).toEqual(['price']);
  });

  it('are all that a new entry sets', () => expect(touchedFields(null, two)).toEqual(['class', 'price']));

  it('include a field that was cleared', () => {
    const cleared: Timeline = {
      rows: [{ from: at(2024), to: at(2025), values: { price: '10' } }, ...two.rows.slice(1)],
    };
    expect(touchedFields(two, cleared)).toEqual(['class']);
  });

  it('include the name of an undated entry that was renamed', () => {
    const undated: Timeline = { rows: [{ values: { name: '甲' } }] };
    expect(touchedFields(undated, { rows: [{ values: { name: '乙' } }] })).toEqual(['name']);
  });

  it('are none where an entry is retired: the operation says it', () => {
    const ended: Timeline = {
      rows: [two.rows[0] ?? { values: {} }, { from: at(2025), to: at(2026), values: { price: '12', class: 'A' } }],
    };
    expect(touchedFields(two, ended)).toEqual([]);
  });
});

describe('the facts of a request', () => {
  const gathering = new FactsGathering();
  gathering.add({ dictionary: 'charge_item', kind: 'PRICE', operation: 'SET', base: null, proposed: two });
  gathering.add({ dictionary: 'dept', kind: 'PUBLIC', operation: 'RETIRE', base: two, proposed: two });
  const facts = gathering.factsOf({ changes: 4, urgency: 'ROUTINE', retroactive: false });

  it('are sets over all its entries', () => {
    expect(facts).toEqual({
      kinds: ['PRICE', 'PUBLIC'],
      dictionaries: ['charge_item', 'dept'],
      operations: ['RETIRE', 'SET'],
      fields: ['charge_item.class', 'charge_item.price'],
      new_codes: ['charge_item'],
      changes: 4,
      urgency: 'ROUTINE',
      retroactive: false,
    });
  });

  it('are what conditions ask about', () => {
    const holds = (text: string): unknown => {
      const condition = conditionOf(text);
      return 'fault' in condition ? condition.fault : condition.holds(facts);
    };
    expect(holds('"PRICE" in kinds && changes >= 4 && !retroactive')).toBe(true);
    expect(holds('fields.exists(f, f.endsWith(".class"))')).toBe(true);
    expect(holds('"dept" in new_codes || urgency == "EMERGENCY"')).toBe(false);
  });

  it('cannot be asked in a way that never ends', () => {
    expect(conditionOf('urgency.matches("^(a+)+$")')).toHaveProperty('fault');
    expect(conditionOf('fields.exists(f, f.matches("x"))')).toHaveProperty('fault');
    const nested = 'fields.exists(a, fields.exists(b, fields.exists(c, a == c)))';
    expect(conditionOf(nested)).toHaveProperty('fault');
    expect(conditionOf('fields.exists(a, fields.exists(b, a == b))')).toHaveProperty('holds');
    expect(conditionOf(`changes > 1${' || changes > 1'.repeat(600)}`)).toHaveProperty('fault');
  });
});
