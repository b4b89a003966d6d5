import fc from 'fast-check';
import { anUndatedTimeline, aTimelineOrNone, EVERY_INSTANT, month } from '../../../test/arbitrary/timelines.js';
import { rowAt, sameTimeline, type Timeline } from '../../kernel/timeline.js';
import { merge, type MergeConflict } from './merge.js';

const mode = fc.constantFrom<'CELL' | 'ROW'>('CELL', 'ROW');
const three = fc.oneof(
  fc.tuple(aTimelineOrNone, aTimelineOrNone, aTimelineOrNone),
  fc.tuple(fc.option(anUndatedTimeline), fc.option(anUndatedTimeline), fc.option(anUndatedTimeline)),
);
const exchanged = ({ ours, theirs, ...rest }: MergeConflict): MergeConflict => ({
  ...rest,
  ours: theirs,
  theirs: ours,
});

const item = (values: Record<string, string>): Timeline => ({ rows: [{ from: month(1), values }] });
const BASE = item({ name: '血常规', unit: '次', price: '20.00' });

describe('merging two changes of one entry', () => {
  it('keeps both where they touch different fields', () => {
    const renamed = item({ name: '血常规（五分类）', unit: '次', price: '20.00' });
    const repriced = item({ name: '血常规', unit: '次', price: '22.00' });
    expect(merge(BASE, renamed, repriced, 'CELL')).toEqual({
      timeline: item({ name: '血常规（五分类）', unit: '次', price: '22.00' }),
      conflicts: [],
    });
  });

  it('names the field that both changed, and lets what the channel holds stand until somebody decides', () => {
    const ours = item({ name: '血常规', unit: '次', price: '21.00' });
    const theirs = item({ name: '血常规', unit: '次', price: '22.00' });
    expect(merge(BASE, ours, theirs, 'CELL')).toEqual({
      timeline: theirs,
      conflicts: [{ from: month(1), field: 'price', base: '20.00', ours: '21.00', theirs: '22.00' }],
    });
  });

  it('where fields only make sense together takes them together', () => {
    const renamed = item({ name: '血常规（五分类）', unit: '次', price: '20.00' });
    const repriced = item({ name: '血常规', unit: '次', price: '22.00' });
    const { timeline, conflicts } = merge(BASE, renamed, repriced, 'ROW');
    expect(timeline).toEqual(repriced);
    expect(conflicts.map((conflict) => conflict.field)).toEqual([null]);
  });

  it('keeps both where they touch different periods', () => {
    const spring: Timeline = {
      rows: [
        { from: month(1), to: month(3), values: { price: '20.00' } },
        { from: month(3), to: month(5), values: { price: '25.00' } },
        { from: month(5), values: { price: '20.00' } },
      ],
    };
    const autumn: Timeline = {
      rows: [
        { from: month(1), to: month(9), values: { price: '20.00' } },
        { from: month(9), values: { price: '30.00' } },
      ],
    };
    const merged = merge(item({ price: '20.00' }), spring, autumn, 'ROW');
    expect(merged.conflicts).toEqual([]);
    expect(merged.timeline?.rows.map((row) => row.values['price'])).toEqual(['20.00', '25.00', '20.00', '30.00']);
  });

  it('names one conflict for one disagreement, though the cutting made several stretches of it', () => {
    const ours: Timeline = {
      rows: [
        { from: month(1), to: month(4), values: { price: '21.00', unit: '次' } },
        { from: month(4), values: { price: '21.00', unit: '日' } },
      ],
    };
    const theirs = item({ price: '22.00', unit: '次' });
    const { conflicts } = merge(item({ price: '20.00', unit: '次' }), ours, theirs, 'CELL');
    expect(conflicts).toEqual([{ from: month(1), field: 'price', base: '20.00', ours: '21.00', theirs: '22.00' }]);
  });

  it('names the disagreement of one who retires and one who raises the price', () => {
    const retired: Timeline = {
      rows: [{ from: month(1), to: month(6), values: { name: '血常规', unit: '次', price: '20.00' } }],
    };
    const raised: Timeline = item({ name: '血常规', unit: '次', price: '22.00' });
    const { conflicts } = merge(BASE, retired, raised, 'CELL');
    expect(conflicts).toMatchObject([{ from: month(6), field: null, ours: null }]);
  });

  it('names two replacements of one code', () => {
    const row = { rows: [{ values: { name: '内科' } }] };
    const { conflicts, timeline } = merge(
      row,
      { ...row, retired: true, replacedBy: 'A' },
      { ...row, retired: true, replacedBy: 'B' },
      'CELL',
    );
    expect(conflicts).toEqual([{ field: 'replacedBy', base: null, ours: 'A', theirs: 'B' }]);
    expect(timeline).toEqual({ ...row, retired: true, replacedBy: 'B' });
  });
});

describe('the laws of merging', () => {
  it('whoever changed nothing loses nothing: the other change is the result, without a conflict', () => {
    fc.assert(
      fc.property(three, mode, ([base, other], by) => {
        expect(merge(base, base, other, by)).toEqual({ timeline: other, conflicts: [] });
        expect(merge(base, other, base, by)).toEqual({ timeline: other, conflicts: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('two who made the same change agree', () => {
    fc.assert(
      fc.property(three, mode, ([base, same], by) => {
        expect(merge(base, same, same, by)).toEqual({ timeline: same, conflicts: [] });
      }),
    );
  });

  it('the conflicts do not depend on who is "ours", nor does the result where there are none', () => {
    fc.assert(
      fc.property(three, mode, ([base, ours, theirs], by) => {
        const [one, other] = [merge(base, ours, theirs, by), merge(base, theirs, ours, by)];
        expect(other.conflicts.map(exchanged)).toEqual(one.conflicts);
        if (one.conflicts.length === 0) expect(sameTimeline(one.timeline, other.timeline)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('by cell conflicts nowhere where by row does not', () => {
    fc.assert(
      fc.property(three, ([base, ours, theirs]) => {
        const rows = merge(base, ours, theirs, 'ROW').conflicts.length;
        if (rows === 0) expect(merge(base, ours, theirs, 'CELL').conflicts).toEqual([]);
      }),
    );
  });

  it('every field at every instant is what one of the three said', () => {
    fc.assert(
      fc.property(three, mode, ([base, ours, theirs], by) => {
        const { timeline } = merge(base, ours, theirs, by);
        for (const instant of EVERY_INSTANT) {
          const said = [base, ours, theirs].map((side) => (side && rowAt({ rows: side.rows }, instant)?.values) ?? {});
          const merged = (timeline && rowAt({ rows: timeline.rows }, instant)?.values) ?? {};
          for (const [field, value] of Object.entries(merged)) {
            expect(said.map((values) => values[field])).toContain(value);
          }
        }
      }),
    );
  });
});
