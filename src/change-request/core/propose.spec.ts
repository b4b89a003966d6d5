import fc from 'fast-check';
import { rowAt, sameTimeline, type Timeline } from '../../kernel/timeline.js';
import { CLASS, ITEM } from '../../../test/change-request/definitions.fixture.js';
import { type Asked, propose, type ProposalFacts, type ProposalResult } from './propose.js';

const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const NOW = at(1);

const asking = (asked: Partial<Asked>): Asked => ({
  operation: 'SET',
  values: null,
  validFrom: null,
  until: 'NEXT_ROW',
  validTo: null,
  replacedBy: null,
  ...asked,
});

const undated = (base: Timeline | null): ProposalFacts => ({
  definition: CLASS,
  code: 'A1',
  base,
  now: NOW,
  retroactive: false,
});
const dated = (base: Timeline | null): ProposalFacts => ({ ...undated(base), definition: ITEM });

const codes = (result: ProposalResult): readonly string[] =>
  'issues' in result ? result.issues.map(({ path, code }) => `${path} ${code}`) : [];
const proposalOf = (result: ProposalResult) => {
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result;
};

const prices: Timeline = {
  rows: [
    { from: at(2), to: at(10), values: { name: '血常规', price: '20.00' } },
    { from: at(10), values: { name: '血常规', price: '25.00' } },
  ],
};

describe('a proposed change', () => {
  it('makes a new entry of the values given', () => {
    const result = proposalOf(propose(undated(null), asking({ values: { name: '检查' } }), 'changes[0]'));
    expect(result.proposed).toEqual({ rows: [{ values: { name: '检查' } }] });
    expect(result).toMatchObject({ beginsAt: null, cosmetic: false, overwrites: [] });
  });

  it('of one field over two planned prices changes that field in each and leaves both prices', () => {
    const asked = asking({ values: { spec: '静脉血' }, validFrom: at(5), until: 'OPEN' });
    const { proposed } = proposalOf(propose(dated(prices), asked, 'changes[0]'));
    expect(rowAt(proposed, at(6))?.values).toEqual({ name: '血常规', price: '20.00', spec: '静脉血' });
    expect(rowAt(proposed, at(11))?.values).toEqual({ name: '血常规', price: '25.00', spec: '静脉血' });
    expect(rowAt(proposed, at(3))?.values).toEqual({ name: '血常规', price: '20.00' });
  });

  it('without an end of its own does not erase a price that is already planned', () => {
    const asked = asking({ values: { price: '22.00' }, validFrom: at(5) });
    const { proposed, overwrites, beginsAt } = proposalOf(propose(dated(prices), asked, 'changes[0]'));
    expect(rowAt(proposed, at(11))?.values['price']).toBe('25.00');
    expect(overwrites).toEqual([{ from: at(5), to: at(10), values: { name: '血常规', price: '20.00' } }]);
    expect(beginsAt).toBe(at(5));
  });

  it('that alters nothing is refused', () => {
    const base = { rows: [{ values: { name: '检查' } }] };
    expect(codes(propose(undated(base), asking({ values: { name: '检查' } }), 'changes[4]'))).toEqual([
      'changes[4] altersNothing',
    ]);
  });

  it.each([
    ['another width of a bracket', { name: '血常规(静脉）' }],
    ['an amount written with more zeros', { price: '25.0000' }],
  ])('that only alters %s is cosmetic', (_, values) => {
    const base = { rows: [{ from: at(2), values: { name: '血常规（静脉）', price: '25.00' } }] };
    const asked = asking({ values, validFrom: at(2) });
    expect(proposalOf(propose(dated(base), asked, 'c')).cosmetic).toBe(true);
  });

  it('that also alters a meaning is not cosmetic', () => {
    const base = { rows: [{ from: at(2), values: { name: '血常规（静脉）', price: '25.00' } }] };
    const asked = asking({ values: { name: '血常规(静脉)', price: '26.00' }, validFrom: at(2) });
    expect(proposalOf(propose(dated(base), asked, 'c')).cosmetic).toBe(false);
  });

  it('tells all its faults at once, each with its path', () => {
    const asked = asking({ values: { price: 'cheap', colour: 'red' }, validFrom: at(3) });
    expect(codes(propose(dated(prices), asked, 'changes[2]'))).toEqual(
      expect.arrayContaining(['changes[2].values.price notDecimal', 'changes[2].values.colour unknownField']),
    );
  });

  it('of a new entry lacks each required field by name', () => {
    const asked = asking({ values: { spec: '管' }, validFrom: at(3) });
    expect(codes(propose(dated(null), asked, 'changes[0]')).toSorted()).toEqual([
      'changes[0].values.name required',
      'changes[0].values.price required',
    ]);
  });

  it('over a gap must be complete', () => {
    const gap: Timeline = { rows: [{ from: at(2), to: at(4), values: { name: '血常规', price: '20.00' } }] };
    const asked = asking({ values: { price: '22.00' }, validFrom: at(6) });
    expect(codes(propose(dated(gap), asked, 'changes[0]'))).toEqual(['changes[0].values gapNeedsAll']);
  });

  it('of a dated entry needs a beginning, and one of an undated entry has none', () => {
    expect(codes(propose(dated(prices), asking({ values: { spec: 'x' } }), 'c'))).toEqual([
      'c.validFrom needsValidFrom',
    ]);
    const bounded = asking({ values: { name: '检查' }, validFrom: at(3) });
    expect(codes(propose(undated(null), bounded, 'c'))).toEqual(['c.validFrom undatedHasNoPeriod']);
  });

  it('may not begin in the past unless the request is retroactive', () => {
    const asked = asking({ values: { price: '22.00' }, validFrom: at(5) });
    expect(codes(propose({ ...dated(prices), now: at(6) }, asked, 'c'))).toEqual(['c.validFrom beginsInThePast']);
    expect(codes(propose({ ...dated(prices), now: at(6), retroactive: true }, asked, 'c'))).toEqual([]);
  });

  it('retires an undated entry, which keeps its last values and its successor', () => {
    const base = { rows: [{ values: { name: '检查' } }] };
    const { proposed } = proposalOf(propose(undated(base), asking({ operation: 'RETIRE', replacedBy: 'B2' }), 'c'));
    expect(proposed).toEqual({ ...base, retired: true, replacedBy: 'B2' });
  });

  it('retires a dated entry from its beginning on, and lists the prices that were still to come', () => {
    const asked = asking({ operation: 'RETIRE', validFrom: at(5) });
    const { proposed, overwrites } = proposalOf(propose(dated(prices), asked, 'c'));
    expect(proposed.rows).toEqual([{ ...prices.rows[0], to: at(5) }]);
    expect(overwrites).toEqual([prices.rows[1]]);
  });

  it('brings a retired entry back by a SET', () => {
    const retired: Timeline = { rows: [{ values: { name: '检查' } }], retired: true };
    expect(proposalOf(propose(undated(retired), asking({ values: {} }), 'c')).proposed).toEqual({
      rows: [{ values: { name: '检查' } }],
    });
  });

  it('is refused where its parts contradict each other', () => {
    const set = asking({ values: { name: '检查' }, replacedBy: 'B' });
    expect(codes(propose(undated(null), set, 'c'))).toEqual(['c.replacedBy replacedByOnlyWhenRetired']);
    expect(codes(propose(undated(null), asking({}), 'c'))).toEqual(['c.values setNeedsValues']);
    const retire = asking({ operation: 'RETIRE', values: {}, validTo: at(9) });
    expect(codes(propose(undated(null), retire, 'c'))).toEqual([
      'c retireUnknown',
      'c.values retireHasNoValues',
      'c.validTo retireHasNoEnd',
    ]);
  });

  it('once proposed is nothing to propose again', () => {
    const price = fc.integer({ min: 0, max: 9999 }).map((n) => `${n}.50`);
    const day = fc.integer({ min: 2, max: 28 });
    fc.assert(
      fc.property(price, day, fc.constantFrom('NEXT_ROW', 'OPEN') as fc.Arbitrary<Asked['until']>, (p, d, until) => {
        const asked = asking({ values: { price: p, name: '血常规' }, validFrom: at(d), until });
        const once = propose(dated(prices), asked, 'c');
        fc.pre(!('issues' in once));
        const { proposed } = proposalOf(once);
        expect(codes(propose(dated(proposed), asked, 'c'))).toEqual(['c altersNothing']);
        expect(sameTimeline(proposed, prices)).toBe(false);
      }),
    );
  });
});
