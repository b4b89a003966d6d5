import fc from 'fast-check';
import {
  aMonth,
  anUndatedTimeline,
  aTimelineOrNone,
  EVERY_INSTANT,
  someGiven,
} from '../../../test/arbitrary/timelines.js';
import {
  coalesce,
  endOf,
  type Instant,
  rowAt,
  sameValue,
  startOf,
  type Timeline,
  type Values,
} from '../../kernel/timeline.js';
import { overwrite, type OverwriteResult, type Overwritten, type Portion, type Until } from './overwrite.js';

const done = (result: OverwriteResult): Overwritten => {
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result;
};
const set = (timeline: Timeline | null, portion: Portion, values: Values): OverwriteResult =>
  overwrite(timeline, portion, values, { dated: true, isComplete: (row) => 'price' in row });

const aPortion: fc.Arbitrary<Portion> = fc
  .tuple(aMonth, aMonth, fc.constantFrom<Until>('NEXT_ROW', 'OPEN', 'AT'))
  .filter(([from, to, until]) => until !== 'AT' || from < to)
  .map(([from, to, until]) => (until === 'AT' ? { from, until, to } : { from, until }));

/** Where the portion ends, worked out anew: at the first boundary after its beginning, unless it says otherwise. */
const endIn = (timeline: Timeline | null, { from = '', until, to }: Portion): string => {
  if (until === 'AT') return to ?? '';
  const boundaries = (timeline?.rows ?? []).flatMap((row) => [startOf(row), endOf(row)]).filter((each) => each > from);
  return until === 'OPEN' ? '~' : (boundaries.sort()[0] ?? '~');
};

describe('the laws of overwriting', () => {
  const law = (
    holds: (timeline: Timeline | null, portion: Portion, given: Values, result: Overwritten) => void,
  ): void => {
    fc.assert(
      fc.property(aTimelineOrNone, aPortion, someGiven, (timeline, portion, given) => {
        const result = set(timeline, portion, given);
        fc.pre(!('issues' in result));
        holds(timeline, portion, given, done(result));
      }),
      { numRuns: 500 },
    );
  };
  const inside = (timeline: Timeline | null, portion: Portion): Instant[] =>
    EVERY_INSTANT.filter((instant) => (portion.from ?? '') <= instant && instant < endIn(timeline, portion));

  it('rows never overlap, none is empty, and adjacent equal rows are one', () => {
    law((_, __, ___, { timeline: { rows } }) => {
      for (const [index, row] of rows.entries()) {
        expect(startOf(row) < endOf(row)).toBe(true);
        expect(index === 0 || endOf(rows[index - 1] ?? row) <= startOf(row)).toBe(true);
      }
      expect(coalesce(rows)).toEqual(rows);
    });
  });

  it('outside the portion nothing changes', () => {
    law((before, portion, _, { timeline }) => {
      const outside = EVERY_INSTANT.filter((instant) => !inside(before, portion).includes(instant));
      for (const instant of outside) {
        expect(rowAt(timeline, instant)?.values).toEqual(before ? rowAt(before, instant)?.values : undefined);
      }
    });
  });

  it('at every instant inside it the new values hold, and every other field is what it was', () => {
    law((before, portion, given, { timeline }) => {
      for (const instant of inside(before, portion)) {
        const was = before ? rowAt(before, instant)?.values : undefined;
        const expected = Object.entries({ ...was, ...given }).filter(([, value]) => value !== null);
        expect(rowAt(timeline, instant)?.values).toEqual(Object.fromEntries(expected));
      }
    });
  });

  it('what is overwritten is what was there, wherever something else is there now and nowhere else', () => {
    law((before, _, __, { timeline, overwrites }) => {
      for (const instant of EVERY_INSTANT) {
        const was = before ? rowAt(before, instant)?.values : undefined;
        const isLost = was !== undefined && !sameValue(was, rowAt(timeline, instant)?.values);
        expect(rowAt({ rows: overwrites }, instant)?.values).toEqual(isLost ? was : undefined);
      }
    });
  });

  it('twice is once', () => {
    law((_, portion, given, { timeline }) => {
      expect(done(set(timeline, portion, given))).toEqual({ timeline, overwrites: [] });
    });
  });

  it('an undated entry keeps one row, whatever is set', () => {
    fc.assert(
      fc.property(anUndatedTimeline, someGiven, (timeline, given) => {
        const result = done(overwrite(timeline, { until: 'NEXT_ROW' }, given, { dated: false }));
        expect(result.timeline.rows.length).toBe(1);
        expect(result.timeline).not.toHaveProperty('retired');
        const again = overwrite(result.timeline, { until: 'NEXT_ROW' }, given, { dated: false });
        expect(done(again).timeline).toEqual(result.timeline);
      }),
    );
  });
});
