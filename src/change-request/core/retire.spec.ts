import fc from 'fast-check';
import { aDatedTimeline, aMonth, anUndatedTimeline, EVERY_INSTANT, month } from '../../../test/arbitrary/timelines.js';
import { rowAt, startOf, statusAt, type Timeline } from '../../kernel/timeline.js';
import { type Overwritten, type OverwriteResult } from './overwrite.js';
import { retire } from './retire.js';

const done = (result: OverwriteResult): Overwritten => {
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result;
};

const PRICES: Timeline = {
  rows: [
    { from: month(1), to: month(4), values: { price: '25.00' } },
    { from: month(4), to: month(7), values: { price: '30.00' } },
    { from: month(9), values: { price: '35.00' } },
  ],
};

describe('retiring a dated entry', () => {
  it('cuts the row that holds then, removes the planned ones and lists them', () => {
    const { timeline, overwrites } = done(retire(PRICES, month(5), { dated: true }));
    expect(timeline.rows).toEqual([
      { from: month(1), to: month(4), values: { price: '25.00' } },
      { from: month(4), to: month(5), values: { price: '30.00' } },
    ]);
    expect(overwrites).toEqual([{ from: month(9), values: { price: '35.00' } }]);
  });

  it('on the day on which a row begins removes that row', () => {
    expect(done(retire(PRICES, month(9), { dated: true })).overwrites.map(startOf)).toEqual([month(9)]);
  });

  it('names the code that takes its place, and keeps the one named before', () => {
    const replaced = done(retire(PRICES, month(5), { dated: true, replacedBy: 'B2' })).timeline;
    expect(replaced.replacedBy).toBe('B2');
    expect(done(retire(replaced, month(3), { dated: true })).timeline.replacedBy).toBe('B2');
  });

  it('needs to know from when', () => {
    expect(retire(PRICES, undefined, { dated: true, path: 'changes[0]' })).toMatchObject({
      issues: [{ path: 'changes[0].validFrom', code: 'needsValidFrom' }],
    });
  });

  it('ends everything from then on and changes nothing before; doing it twice is doing it once', () => {
    fc.assert(
      fc.property(aDatedTimeline, aMonth, (before, at) => {
        const { timeline } = done(retire(before, at, { dated: true }));
        for (const instant of EVERY_INSTANT) {
          const expected = instant < at ? rowAt(before, instant)?.values : undefined;
          expect(rowAt(timeline, instant)?.values).toEqual(expected);
        }
        expect(statusAt(timeline, at)).toBe('RETIRED');
        expect(done(retire(timeline, at, { dated: true }))).toEqual({ timeline, overwrites: [] });
      }),
    );
  });
});

describe('retiring an undated entry', () => {
  it('marks it and keeps its last values, so that what was written with its code can still be read', () => {
    const before: Timeline = { rows: [{ values: { name: '旧科室' } }] };
    expect(done(retire(before, undefined, { dated: false, replacedBy: '1002' }))).toEqual({
      timeline: { rows: before.rows, retired: true, replacedBy: '1002' },
      overwrites: [],
    });
  });

  it('has no date', () => {
    expect(retire({ rows: [] }, month(1), { dated: false })).toMatchObject({
      issues: [{ code: 'undatedHasNoPeriod' }],
    });
  });

  it('leaves no row for a reader at any instant', () => {
    fc.assert(
      fc.property(anUndatedTimeline, (before) => {
        const { timeline } = done(retire(before, undefined, { dated: false }));
        for (const instant of EVERY_INSTANT) expect(rowAt(timeline, instant)).toBeNull();
        expect(timeline.rows).toEqual(before.rows);
      }),
    );
  });
});
