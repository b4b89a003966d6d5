import type { Timeline } from '../../kernel/timeline.js';
import { ITEM } from '../../../test/change-request/definitions.fixture.js';
import { changedFields, overwrittenRows } from './view.js';

const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const row = (from: number, price: string, more = {}) => ({
  from: at(from),
  values: { name: '血常规', price, ...more },
});
const until = (to: number, { from, values }: ReturnType<typeof row>) => ({ from, to: at(to), values });

const base: Timeline = { rows: [until(10, row(2, '20.00')), row(10, '25.00')] };

describe('what a reviewer sees of a change', () => {
  it('is every row that would no longer hold, cut to the time in which it would not', () => {
    const proposed: Timeline = { rows: [until(5, row(2, '20.00')), until(10, row(5, '22.00')), row(10, '25.00')] };
    expect(overwrittenRows(base, proposed)).toEqual([{ from: at(5), to: at(10), values: row(5, '20.00').values }]);
    const ended: Timeline = { rows: [until(5, row(2, '20.00'))] };
    expect(overwrittenRows(base, ended)).toEqual([
      { from: at(5), to: at(10), values: row(2, '20.00').values },
      row(10, '25.00'),
    ]);
    expect(overwrittenRows(null, base)).toEqual([]);
  });

  it('is a field once where it goes from one value to one other in several periods', () => {
    const spec = { spec: '静脉血' };
    const proposed: Timeline = { rows: [until(10, row(2, '20.00', spec)), row(10, '25.00', spec)] };
    expect(changedFields(base, proposed, ITEM)).toEqual([
      { field: 'spec', before: null, after: '静脉血', cosmetic: false },
    ]);
  });

  it('is a field as often as it goes from or to another value', () => {
    const proposed: Timeline = { rows: [until(10, row(2, '21.00')), row(10, '26.00')] };
    expect(changedFields(base, proposed, ITEM).map(({ before, after }) => [before, after])).toEqual([
      ['20.00', '21.00'],
      ['25.00', '26.00'],
    ]);
  });
});
