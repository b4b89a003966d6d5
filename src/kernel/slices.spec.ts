import fc from 'fast-check';
import { aTimelineOrNone, EVERY_INSTANT, month, someRows } from '../../test/arbitrary/timelines.js';
import { clipped, slices } from './slices.js';
import { AFTER_ALL, BEFORE_ALL, holdsAt, period, rowAt } from './timeline.js';

describe('cutting time at every boundary', () => {
  it('says at each instant what each timeline says, and nothing where none has a row', () => {
    fc.assert(
      fc.property(fc.array(aTimelineOrNone, { minLength: 1, maxLength: 3 }), (timelines) => {
        const cut = slices(timelines);
        for (const instant of EVERY_INSTANT) {
          const slice = cut.find(({ start, end }) => holdsAt(period(start, end), instant));
          const said = timelines.map((timeline) => (timeline && rowAt(timeline, instant)?.values) ?? null);
          expect(slice?.values ?? timelines.map(() => null)).toEqual(said);
        }
      }),
    );
  });

  it('takes undated rows as holding for ever', () => {
    const values = { name: '内科' };
    expect(slices([{ rows: [{ values }] }, null])).toEqual([
      { start: BEFORE_ALL, end: AFTER_ALL, values: [values, null] },
    ]);
  });

  it('of no timelines is nothing', () => {
    expect(slices([null, { rows: [] }])).toEqual([]);
  });
});

describe('the part of rows within a period', () => {
  it('and the parts before and after it are together the rows', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 12 }), (rows, first, last) => {
        const parts = [
          ...clipped(rows, BEFORE_ALL, month(first)),
          ...clipped(rows, month(first), month(last)),
          ...clipped(rows, month(last), AFTER_ALL),
        ];
        for (const instant of EVERY_INSTANT) {
          const held = parts.filter((row) => holdsAt(row, instant)).map((row) => row.values);
          expect(held).toEqual(rows.filter((row) => holdsAt(row, instant)).map((row) => row.values));
        }
      }),
    );
  });

  it('is nothing where the period is empty', () => {
    expect(clipped([{ values: {} }], month(2), month(2))).toEqual([]);
  });
});
