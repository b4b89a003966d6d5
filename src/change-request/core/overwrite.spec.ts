import fc from 'fast-check';
import { aDatedTimeline, aMonth, month, someGiven } from '../../../test/arbitrary/timelines.js';
import { TIMELINE_ROWS_MAX } from '../../kernel/limits.js';
import { rowAt, startOf, type Timeline, type Values } from '../../kernel/timeline.js';
import { overwrite, type OverwriteResult, type Overwritten, type Portion } from './overwrite.js';

const done = (result: OverwriteResult): Overwritten => {
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result;
};
const refused = (result: OverwriteResult): string[] =>
  'issues' in result ? result.issues.map(({ path, code }) => `${path} ${code}`) : [];

const dated = { dated: true, isComplete: (values: Values) => 'price' in values };
const set = (timeline: Timeline | null, portion: Portion, values: Values): OverwriteResult =>
  overwrite(timeline, portion, values, dated);

/** A price of 25 from January and, already planned, of 30 from July. */
const TWO_PRICES: Timeline = {
  rows: [
    { from: month(1), to: month(7), values: { price: '25.00', unit: '次' } },
    { from: month(7), values: { price: '30.00', unit: '次' } },
  ],
};

describe('a SET over a period with two prices', () => {
  it('changes one field in each and leaves each its own price', () => {
    const { timeline, overwrites } = done(
      set(TWO_PRICES, { from: month(4), until: 'AT', to: month(10) }, { unit: '日' }),
    );
    expect(timeline.rows).toEqual([
      { from: month(1), to: month(4), values: { price: '25.00', unit: '次' } },
      { from: month(4), to: month(7), values: { price: '25.00', unit: '日' } },
      { from: month(7), to: month(10), values: { price: '30.00', unit: '日' } },
      { from: month(10), values: { price: '30.00', unit: '次' } },
    ]);
    expect(overwrites).toEqual([
      { from: month(4), to: month(7), values: { price: '25.00', unit: '次' } },
      { from: month(7), to: month(10), values: { price: '30.00', unit: '次' } },
    ]);
  });

  it('clears a field with null, and a cleared field is absent', () => {
    const { timeline } = done(set(TWO_PRICES, { from: month(1), until: 'OPEN' }, { unit: null }));
    expect(timeline.rows.map((row) => row.values)).toEqual([{ price: '25.00' }, { price: '30.00' }]);
  });

  it('joins rows that become equal', () => {
    const { timeline } = done(set(TWO_PRICES, { from: month(1), until: 'OPEN' }, { price: '28.00' }));
    expect(timeline.rows).toEqual([{ from: month(1), values: { price: '28.00', unit: '次' } }]);
  });
});

describe('where a SET ends', () => {
  it('by default is where the next planned row begins: a price already planned is not erased', () => {
    const { timeline, overwrites } = done(set(TWO_PRICES, { from: month(4), until: 'NEXT_ROW' }, { price: '27.00' }));
    expect(timeline.rows.map((row) => [row.from, row.values['price']])).toEqual([
      [month(1), '25.00'],
      [month(4), '27.00'],
      [month(7), '30.00'],
    ]);
    expect(overwrites).toEqual([{ from: month(4), to: month(7), values: { price: '25.00', unit: '次' } }]);
  });

  it('is the row after it when it begins with a row', () => {
    const { timeline } = done(set(TWO_PRICES, { from: month(1), until: 'NEXT_ROW' }, { price: '27.00' }));
    expect(timeline.rows.map((row) => row.values['price'])).toEqual(['27.00', '30.00']);
  });

  it('is where the row that holds is planned to end: an item stopped for summer stays stopped', () => {
    const stopped: Timeline = { rows: [{ from: month(1), to: month(6), values: { price: '25.00' } }] };
    const { timeline } = done(set(stopped, { from: month(4), until: 'NEXT_ROW' }, { price: '27.00' }));
    expect(timeline.rows.at(-1)).toEqual({ from: month(4), to: month(6), values: { price: '27.00' } });
  });

  it('is nowhere after the last row', () => {
    const { timeline } = done(set(TWO_PRICES, { from: month(9), until: 'NEXT_ROW' }, { price: '33.00' }));
    expect(timeline.rows.at(-1)).toEqual({ from: month(9), values: { price: '33.00', unit: '次' } });
  });

  it('is nowhere when asked to be OPEN, and the planned price that it erases is listed', () => {
    const { timeline, overwrites } = done(set(TWO_PRICES, { from: month(4), until: 'OPEN' }, { price: '27.00' }));
    expect(timeline.rows.map((row) => row.values['price'])).toEqual(['25.00', '27.00']);
    expect(overwrites.map((row) => row.values['price'])).toEqual(['25.00', '30.00']);
  });

  it('never erases a row that begins later, whatever it sets', () => {
    fc.assert(
      fc.property(aDatedTimeline, aMonth, someGiven, (timeline, from, given) => {
        const result = set(timeline, { from, until: 'NEXT_ROW' }, given);
        fc.pre(!('issues' in result));
        for (const row of timeline.rows.filter((each) => startOf(each) > from)) {
          expect(rowAt(done(result).timeline, startOf(row))?.values).toEqual(row.values);
        }
      }),
    );
  });
});

describe('a SET over a gap', () => {
  const WITH_GAP: Timeline = {
    rows: [
      { from: month(1), to: month(3), values: { price: '25.00', unit: '次' } },
      { from: month(6), values: { price: '30.00', unit: '次' } },
    ],
  };

  it('that changes only some fields is refused, and says where nothing holds', () => {
    const result = set(WITH_GAP, { from: month(2), until: 'AT', to: month(8) }, { unit: '日' });
    expect(refused(result)).toEqual(['values gapNeedsAll']);
    expect('issues' in result && result.issues[0]?.says.params).toEqual({ from: month(3), to: month(6) });
  });

  it('fills it when it says everything a row must say', () => {
    const { timeline, overwrites } = done(set(WITH_GAP, { from: month(4), until: 'NEXT_ROW' }, { price: '27.00' }));
    expect(timeline.rows[1]).toEqual({ from: month(4), to: month(6), values: { price: '27.00' } });
    expect(overwrites).toEqual([]);
  });

  it('gives a new entry its first row', () => {
    const { timeline } = done(set(null, { from: month(2), until: 'NEXT_ROW' }, { price: '5.00', unit: null }));
    expect(timeline).toEqual({ rows: [{ from: month(2), values: { price: '5.00' } }] });
    expect(refused(set(null, { from: month(2), until: 'NEXT_ROW' }, { unit: '次' }))).toEqual(['values gapNeedsAll']);
  });
});

describe('a SET on an entry that was replaced', () => {
  const ENDED: Timeline = { rows: [{ from: month(1), to: month(6), values: { price: '25.00' } }], replacedBy: 'NEW' };

  it('keeps what replaced it while it still ends then', () => {
    const { timeline } = done(set(ENDED, { from: month(2), until: 'AT', to: month(3) }, { price: '26.00' }));
    expect(timeline.replacedBy).toBe('NEW');
  });

  it('forgets it when the entry goes on', () => {
    const { timeline } = done(set(ENDED, { from: month(6), until: 'OPEN' }, { price: '26.00' }));
    expect(timeline).not.toHaveProperty('replacedBy');
  });

  it('forgets it when the entry ends later than it did', () => {
    const { timeline } = done(set(ENDED, { from: month(6), until: 'AT', to: month(8) }, { price: '26.00' }));
    expect(timeline).not.toHaveProperty('replacedBy');
  });
});

describe('a SET on an undated entry', () => {
  const undated = { dated: false };

  it('changes its one row', () => {
    const { timeline, overwrites } = done(
      overwrite({ rows: [{ values: { name: '内科' } }] }, { until: 'NEXT_ROW' }, { name: '大内科' }, undated),
    );
    expect(timeline).toEqual({ rows: [{ values: { name: '大内科' } }] });
    expect(overwrites).toEqual([{ values: { name: '内科' } }]);
  });

  it('brings a retired one back', () => {
    const retired: Timeline = { rows: [{ values: { name: '内科' } }], retired: true, replacedBy: '1002' };
    expect(done(overwrite(retired, { until: 'NEXT_ROW' }, {}, undated)).timeline).toEqual({ rows: retired.rows });
  });

  it('has no period, and every date given is named', () => {
    const portion: Portion = { from: month(1), until: 'AT', to: month(2) };
    expect(refused(overwrite(null, portion, {}, { dated: false, path: 'changes[3]' }))).toEqual([
      'changes[3].validFrom undatedHasNoPeriod',
      'changes[3].validTo undatedHasNoPeriod',
      'changes[3].until undatedHasNoPeriod',
    ]);
  });
});

describe('the period of a SET on a dated entry', () => {
  it.each<[string, Portion, string[]]>([
    ['has a beginning', { until: 'OPEN' }, ['validFrom needsValidFrom']],
    ['has an end where AT says so', { from: month(1), until: 'AT' }, ['validTo needsValidTo']],
    ['has none elsewhere', { from: month(1), until: 'NEXT_ROW', to: month(2) }, ['validTo validToWithoutAt']],
    ['is not empty', { from: month(2), until: 'AT', to: month(2) }, ['validTo endsBeforeItBegins']],
    ['is told all its faults at once', { until: 'AT' }, ['validFrom needsValidFrom', 'validTo needsValidTo']],
  ])('%s', (_, portion, faults) => {
    expect(refused(set(TWO_PRICES, portion, { price: '1.00' }))).toEqual(faults);
  });
});

describe('a timeline', () => {
  const days = (count: number): Timeline => ({
    rows: Array.from({ length: count }, (_, day) => ({
      from: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
      to: new Date(Date.UTC(2026, 0, 2 + day)).toISOString(),
      values: { price: `${day}.00` },
    })),
  });

  it(`of ${TIMELINE_ROWS_MAX} rows is the longest`, () => {
    const from = '2030-01-01T00:00:00.000Z';
    expect(done(set(days(TIMELINE_ROWS_MAX - 1), { from, until: 'OPEN' }, { price: 'x' })).timeline.rows.length).toBe(
      TIMELINE_ROWS_MAX,
    );
    expect(refused(set(days(TIMELINE_ROWS_MAX), { from, until: 'OPEN' }, { price: 'x' }))).toEqual([
      'validFrom tooManyRows',
    ]);
  });
});
