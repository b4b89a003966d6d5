import fc from 'fast-check';
import {
  AFTER_ALL,
  coalesce,
  type Instant,
  period,
  type Row,
  type Timeline,
  type Values,
} from '../../src/kernel/timeline.js';

/** The first of a month of 2026 in UTC: few instants, so that periods meet often. */
export const month = (number: number): Instant => new Date(Date.UTC(2026, number - 1, 1)).toISOString();

const MONTHS = 12;
export const aMonth: fc.Arbitrary<Instant> = fc.integer({ min: 1, max: MONTHS }).map(month);

/** Every instant at which something of such a timeline may differ: before the first month, in each, and long after. */
export const EVERY_INSTANT: readonly Instant[] = [
  ...Array.from({ length: MONTHS + 2 }, (_, index) => month(index)),
  ...Array.from({ length: MONTHS + 2 }, (_, index) => new Date(Date.parse(month(index)) + 1).toISOString()),
  '2099-01-01T00:00:00.000Z',
];

/** Values of few fields with few values, so that rows are often equal. */
export const someValues: fc.Arbitrary<Values> = fc.record(
  {
    price: fc.constantFrom('10.00', '20.00', '30.00'),
    unit: fc.constantFrom('次', '日'),
    note: fc.constantFrom('甲', '乙'),
  },
  { requiredKeys: ['price'] },
);

/** What a SET gives: some fields, some of them cleared. */
export const someGiven: fc.Arbitrary<Values> = fc.record(
  {
    price: fc.constantFrom('10.00', '20.00', '40.00'),
    unit: fc.constantFrom('次', null),
    note: fc.constantFrom('甲', '丙', null),
  },
  { requiredKeys: [] },
);

/** Rows one after another with gaps between some, the last one open or ended, or none at all. */
export const someRows: fc.Arbitrary<readonly Row[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: MONTHS }), fc.option(someValues)), {
    selector: ([start]) => start,
    maxLength: 6,
  })
  .map((parts) => {
    const ordered = parts.toSorted(([a], [b]) => a - b).map(([start, values]) => ({ start: month(start), values }));
    return coalesce(
      ordered.flatMap(({ start, values }, index) =>
        values ? [{ ...period(start, ordered[index + 1]?.start ?? AFTER_ALL), values }] : [],
      ),
    );
  });

export const aDatedTimeline: fc.Arbitrary<Timeline> = fc
  .tuple(someRows, fc.option(fc.constantFrom('NEW1', 'NEW2')))
  .map(([rows, replacedBy]) => ({ rows, ...(replacedBy ? { replacedBy } : {}) }));

export const anUndatedTimeline: fc.Arbitrary<Timeline> = fc
  .tuple(someValues, fc.boolean(), fc.option(fc.constantFrom('NEW1', 'NEW2')))
  .map(([values, retired, replacedBy]) => ({
    rows: [{ values }],
    ...(retired ? { retired: true as const } : {}),
    ...(replacedBy ? { replacedBy } : {}),
  }));

/** A timeline of one sort or the other, or an entry that does not exist. */
export const aTimelineOrNone: fc.Arbitrary<Timeline | null> = fc.option(aDatedTimeline, { freq: 8 });
