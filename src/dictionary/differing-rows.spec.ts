import type { Row, Timeline } from '../kernel/timeline.js';
import { differingRows } from './differing-rows.js';

const year = (n: number): string => `${n}-01-01T00:00:00.000Z`;
const row = (price: string, from?: number, to?: number): Row => ({
  ...(from === undefined ? {} : { from: year(from) }),
  ...(to === undefined ? {} : { to: year(to) }),
  values: { price },
});
const side = (shown: Row | null, ...rows: Row[]) => ({ timeline: { rows }, shown });

describe('the rows that tell a difference', () => {
  it('are those shown, where these say different things', () => {
    const [was, is] = [row('1', 2020), row('2', 2020)];
    expect(differingRows(side(was, was), side(is, is))).toEqual({ before: { price: '1' }, after: { price: '2' } });
  });

  it('are one alone where an entry came or went', () => {
    const only = row('1');
    expect(differingRows(null, side(only, only))).toEqual({ before: null, after: { price: '1' } });
    expect(differingRows(side(only, only), null)).toEqual({ before: { price: '1' }, after: null });
  });

  it('are the earliest that differ, where what is shown is the same', () => {
    const [ending, planned] = [row('1', 2020, 2030), row('9', 2030)];
    expect(differingRows(side(row('1', 2020), row('1', 2020)), side(ending, ending, planned))).toEqual({
      before: { price: '1' },
      after: { price: '9' },
    });
    expect(differingRows(side(row('1', 2020), row('1', 2020)), side(ending, ending))).toEqual({
      before: { price: '1' },
      after: null,
    });
  });

  it('are none where only the mark of retirement differs: the last values stay', () => {
    const last = row('1');
    const retired: Timeline = { rows: [last], retired: true };
    expect(differingRows(side(last, last), { timeline: retired, shown: last })).toEqual({ before: null, after: null });
  });
});
