import fc from 'fast-check';
import { aDatedTimeline, anUndatedTimeline, EVERY_INSTANT, month } from '../../test/arbitrary/timelines.js';
import {
  coalesce,
  contentOf,
  endOf,
  neighbours,
  parseTimeline,
  rowAt,
  sameTimeline,
  sameValue,
  startOf,
  statusAt,
  type Timeline,
} from './timeline.js';

const aTimeline = fc.oneof(aDatedTimeline, anUndatedTimeline);

/** A price of 25 from February, of 30 from April, none in June, and 35 from July until October. */
const PRICES: Timeline = {
  rows: [
    { from: month(2), to: month(4), values: { price: '25.00' } },
    { from: month(4), to: month(6), values: { price: '30.00' } },
    { from: month(7), to: month(10), values: { price: '35.00' } },
  ],
};

const priceAt = (instant: string): unknown => rowAt(PRICES, instant)?.values['price'] ?? null;

describe('what an entry says at an instant', () => {
  it('is the new price from midnight of the day on which it begins, and the old one a millisecond before', () => {
    expect(priceAt(month(4))).toBe('30.00');
    expect(priceAt(new Date(Date.parse(month(4)) - 1).toISOString())).toBe('25.00');
  });

  it('is nothing before the first row, in a gap and after the last: nobody is billed a price that does not hold', () => {
    expect([month(1), month(6), month(10)].map(priceAt)).toEqual([null, null, null]);
  });

  it('has a status by where the instant lies', () => {
    const instants = [month(1), month(2), month(6), month(7), month(10)];
    expect(instants.map((instant) => statusAt(PRICES, instant))).toEqual([
      'FUTURE',
      'ACTIVE',
      'GAP',
      'ACTIVE',
      'RETIRED',
    ]);
  });

  it('has neighbours: what held before and what will hold next', () => {
    const around = neighbours(PRICES, month(6));
    expect([around.previous?.values['price'], around.next?.values['price']]).toEqual(['30.00', '35.00']);
    expect(neighbours(PRICES, month(5)).previous?.values['price']).toBe('25.00');
    expect(neighbours(PRICES, month(1))).toMatchObject({ previous: null });
    expect(neighbours(PRICES, month(11))).toMatchObject({ next: null });
  });

  it('is nothing of a retired undated entry, whose last values are its previous row', () => {
    const retired: Timeline = { rows: [{ values: { name: '旧科室' } }], retired: true, replacedBy: '1002' };
    expect(rowAt(retired, month(1))).toBeNull();
    expect(statusAt(retired, month(1))).toBe('RETIRED');
    expect(neighbours(retired, month(1))).toEqual({ previous: retired.rows[0], next: null });
  });

  it('is nothing of an entry whose rows were all removed before they began', () => {
    expect(statusAt({ rows: [] }, month(1))).toBe('RETIRED');
  });

  it('is a row exactly where the status is ACTIVE', () => {
    fc.assert(
      fc.property(aTimeline, (timeline) => {
        for (const instant of EVERY_INSTANT) {
          expect(statusAt(timeline, instant) === 'ACTIVE').toBe(rowAt(timeline, instant) !== null);
        }
      }),
    );
  });
});

describe('joining rows', () => {
  it('makes one of two that touch and say the same, and leaves a gap a gap', () => {
    const same = { price: '25.00' };
    const rows = [
      { from: month(1), to: month(2), values: same },
      { from: month(2), to: month(3), values: { ...same } },
      { from: month(4), values: same },
    ];
    expect(coalesce(rows)).toEqual([
      { from: month(1), to: month(3), values: same },
      { from: month(4), values: same },
    ]);
  });

  it('twice is joining once, and changes nothing at any instant', () => {
    fc.assert(
      fc.property(aDatedTimeline, ({ rows }) => {
        const cut = rows.flatMap((row) => {
          const middle = new Date(Date.parse(row.from ?? month(1)) + 1).toISOString();
          return [
            { ...row, to: middle },
            { ...row, from: middle },
          ];
        });
        expect(coalesce(cut)).toEqual(rows);
        expect(coalesce(rows)).toEqual(rows);
      }),
    );
  });
});

describe('the content of an entry', () => {
  it('comes back from its canonical form', () => {
    fc.assert(fc.property(aTimeline, (timeline) => expect(parseTimeline(contentOf(timeline).body)).toEqual(timeline)));
  });

  it('is the same exactly where the timelines are', () => {
    fc.assert(
      fc.property(aTimeline, aTimeline, (a, b) => {
        expect(contentOf(a).hash === contentOf(b).hash).toBe(sameTimeline(a, b));
      }),
    );
  });

  it('does not depend on the order in which fields were written', () => {
    const one = { rows: [{ values: { price: '1', unit: '次' } }] };
    const other = { rows: [{ values: { unit: '次', price: '1' } }] };
    expect(contentOf(one)).toEqual(contentOf(other));
    expect(sameTimeline(one, other)).toBe(true);
  });

  it('is written so that a consumer in any language can compute its hash', () => {
    expect(contentOf({ rows: [{ from: month(1), values: { price: '25.00', beds: 3 } }], replacedBy: 'A1' })).toEqual({
      body: '{"replacedBy":"A1","rows":[{"from":"2026-01-01T00:00:00.000Z","values":{"beds":3,"price":"25.00"}}]}',
      hash: 'f69d5f3c0967d5af98804e3b99b5ea11ea86243f9899679707fca4cc4d7807d1',
    });
  });
});

describe('comparing values', () => {
  it('looks into lists and structures, and tells no value from an absent one', () => {
    expect(sameValue({ a: ['1', { b: 2 }] }, { a: ['1', { b: 2 }] })).toBe(true);
    expect(sameValue({ a: ['1', '2'] }, { a: ['2', '1'] })).toBe(false);
    expect(sameValue({ a: null }, {})).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue({}, { toString: '1' })).toBe(false);
  });

  it('orders an absent beginning before every instant and an absent end after every one', () => {
    expect(startOf({}) < '0000').toBe(true);
    expect(endOf({}) > '9999-12-31T23:59:59.999Z').toBe(true);
  });
});
