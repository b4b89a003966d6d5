import fc from 'fast-check';
import { joined, meeting, type Span, without } from './spans.js';

const DAYS = 12;
const day = (n: number): string => (n === 0 ? '' : n === DAYS ? '~' : `2027-01-${String(n).padStart(2, '0')}`);
const span: fc.Arbitrary<Span> = fc
  .tuple(fc.integer({ min: 0, max: DAYS - 1 }), fc.integer({ min: 1, max: DAYS }))
  .map(([start, length]) => ({ start: day(start), end: day(Math.min(DAYS, start + length)) }));
const spans = fc.array(span, { maxLength: 6 });

const everyDay = Array.from({ length: DAYS }, (_, n) => day(n));
const covers = (of: readonly Span[], instant: string): boolean =>
  of.some(({ start, end }) => start <= instant && instant < end);

describe('stretches of time', () => {
  it('joined cover the same days in spans that neither touch nor overlap', () => {
    fc.assert(
      fc.property(spans, (given) => {
        const out = joined(given);
        for (const at of everyDay) expect(covers(out, at)).toBe(covers(given, at));
        out.slice(1).forEach((later, index) => expect(later.start > (out[index]?.end ?? '')).toBe(true));
      }),
    );
  });

  it('meet on the days that both cover, and without the others keep the rest', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [both, rest] = [meeting(a, b), without(a, b)];
        for (const at of everyDay) {
          expect(covers(both, at)).toBe(covers(a, at) && covers(b, at));
          expect(covers(rest, at)).toBe(covers(a, at) && !covers(b, at));
        }
      }),
    );
  });
});
