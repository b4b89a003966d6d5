import fc from 'fast-check';
import {
  aMonth,
  anUndatedTimeline,
  aTimelineOrNone,
  EVERY_INSTANT,
  month,
  someGiven,
} from '../../../test/arbitrary/timelines.js';
import { rowAt, sameValue, type Timeline } from '../../kernel/timeline.js';
import { applyDiff, beginsAt, diff } from './diff.js';
import { overwrite } from './overwrite.js';

const PRICES: Timeline = {
  rows: [
    { from: month(1), to: month(7), values: { price: '25.00', unit: '次' } },
    { from: month(7), values: { price: '30.00', unit: '次' } },
  ],
};

const anyEntry = fc.oneof(aTimelineOrNone, fc.option(anUndatedTimeline, { freq: 8 }));
const twoOfASort = fc.oneof(
  fc.tuple(aTimelineOrNone, aTimelineOrNone),
  fc.tuple(fc.option(anUndatedTimeline), fc.option(anUndatedTimeline)),
);

describe('the difference of two timelines', () => {
  it('is the period in which a price is another, with both prices', () => {
    const next = { rows: [PRICES.rows[0], { from: month(7), values: { price: '28.00', unit: '次' } }] } as Timeline;
    expect(diff(PRICES, next)).toEqual({
      rows: [{ from: month(7), before: { price: '30.00', unit: '次' }, after: { price: '28.00', unit: '次' } }],
      marks: null,
    });
  });

  it('has no before where there was no row, and no after where there is none any more', () => {
    expect(diff(null, PRICES).rows.map((row) => row.before)).toEqual([null, null]);
    expect(diff(PRICES, { rows: [] }).rows.map((row) => row.after)).toEqual([null, null]);
  });

  it('tells an entry that is retired, replaced or absent', () => {
    const row = { values: { name: '内科' } };
    expect(diff({ rows: [row] }, { rows: [row], retired: true, replacedBy: '2' })).toEqual({
      rows: [],
      marks: {
        before: { exists: true, retired: false, replacedBy: null },
        after: { exists: true, retired: true, replacedBy: '2' },
      },
    });
    expect(diff(null, { rows: [] }).marks?.after.exists).toBe(true);
  });

  it('carried out on the one makes the other', () => {
    fc.assert(
      fc.property(twoOfASort, ([base, next]) => expect(applyDiff(base, diff(base, next))).toEqual(next)),
      { numRuns: 500 },
    );
  });

  it('of a timeline and itself is nothing', () => {
    fc.assert(fc.property(anyEntry, (timeline) => expect(diff(timeline, timeline)).toEqual({ rows: [], marks: null })));
  });

  it('is as long as what differs: one SET over one row is one row of difference, however long the timeline', () => {
    const days = Array.from({ length: 300 }, (_, day) => ({
      from: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
      to: new Date(Date.UTC(2026, 0, 2 + day)).toISOString(),
      values: { price: `${day}.00` },
    }));
    fc.assert(
      fc.property(fc.nat(299), (day) => {
        const next = days.map((row, index) => (index === day ? { ...row, values: { price: 'x' } } : row));
        expect(diff({ rows: days }, { rows: next }).rows.length).toBe(1);
      }),
    );
  });
});

describe('when a change begins', () => {
  it('is the earliest instant at which something else is said', () => {
    expect(beginsAt(PRICES, { rows: PRICES.rows.slice(0, 1) })).toBe(month(7));
    expect(beginsAt(null, PRICES)).toBe(month(1));
  });

  it('is never, of undated entries and where nothing differs', () => {
    expect(beginsAt({ rows: [{ values: { name: '甲' } }] }, { rows: [{ values: { name: '乙' } }] })).toBeNull();
    expect(beginsAt(PRICES, PRICES)).toBeNull();
    expect(beginsAt(PRICES, { ...PRICES, replacedBy: 'B2' })).toBeNull();
  });

  it('is an instant before which both say the same, and at which they do not', () => {
    fc.assert(
      fc.property(aTimelineOrNone, aTimelineOrNone, (base, next) => {
        const at = (timeline: Timeline | null, instant: string) =>
          (timeline && rowAt(timeline, instant)?.values) ?? null;
        const begins = beginsAt(base, next);
        for (const instant of EVERY_INSTANT.filter((each) => begins === null || each < begins)) {
          expect(at(base, instant)).toEqual(at(next, instant));
        }
        if (begins) expect(sameValue(at(base, begins), at(next, begins))).toBe(false);
      }),
    );
  });

  it('is not before the SET that makes the difference', () => {
    fc.assert(
      fc.property(aTimelineOrNone, aMonth, someGiven, (base, from, given) => {
        const result = overwrite(base, { from, until: 'OPEN' }, given, { dated: true });
        fc.pre('timeline' in result);
        expect((beginsAt(base, result.timeline) ?? from) >= from).toBe(true);
      }),
    );
  });
});
