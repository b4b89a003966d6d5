import type { Timeline } from '../../kernel/timeline.js';
import { CLASS, UNIT } from '../../../test/change-request/definitions.fixture.js';
import type { DraftEntry } from './needs.js';
import { EVER } from './spans.js';
import { type Claim, contestedClaims, lookAlikeCodes, newClaims, newCodes } from './unique-check.js';

const always = (symbol: string): Timeline => ({ rows: [{ values: { name: symbol, symbol } }] });
const unit = (code: string, base: Timeline | null, proposed: Timeline): DraftEntry => ({
  definition: UNIT,
  code,
  base,
  proposed,
  path: `changes[${code}]`,
});
const claim = (code: string, value: string): Claim => ({
  dictionary: 'unit',
  code,
  field: 'symbol',
  value,
  spans: [EVER],
});

const contested = (all: readonly DraftEntry[], held: readonly Claim[] = []): readonly string[] =>
  contestedClaims(all.flatMap(newClaims), all, held).map(({ path, says }) => `${path} ${says.params['other']}`);

describe('a value that no two live entries share', () => {
  it('is refused where somebody in PRODUCTION has it', () => {
    expect(contested([unit('U2', null, always('mg'))], [claim('U1', 'mg')])).toEqual(['changes[U2].values.symbol U1']);
  });

  it('is refused to both where two of one request want it', () => {
    expect(contested([unit('U1', null, always('mg')), unit('U2', null, always('mg'))])).toHaveLength(2);
  });

  it('is free where its holder gives it up in the same request, or retires', () => {
    const swap = [unit('U1', always('mg'), always('g')), unit('U2', always('g'), always('mg'))];
    expect(contested(swap, [claim('U1', 'mg'), claim('U2', 'g')])).toEqual([]);
    const heir = [unit('U1', always('mg'), { ...always('mg'), retired: true }), unit('U2', null, always('mg'))];
    expect(contested(heir, [claim('U1', 'mg')])).toEqual([]);
  });

  it('is no matter to an entry that keeps what it has', () => {
    expect(contested([unit('U1', always('mg'), always('mg'))], [claim('U9', 'mg')])).toEqual([]);
  });
});

describe('a new code', () => {
  const folding = { ...CLASS, foldsCase: true };
  const fresh = (code: string): DraftEntry => ({
    definition: folding,
    code,
    base: null,
    proposed: { rows: [{ values: { name: code } }] },
    path: `changes[${code}]`,
  });
  const twins = (all: readonly DraftEntry[], registered: readonly string[] = []): readonly string[] =>
    lookAlikeCodes(
      newCodes(all),
      all,
      registered.map((code) => ({ dictionary: 'class', code, folded: code.toUpperCase() })),
    ).map(({ path, says }) => `${path} ${says.params['twin']}`);

  it('that a person takes for one released before is refused, and the other is named', () => {
    expect(twins([fresh('a01x')], ['A01X'])).toEqual(['changes[a01x].code A01X']);
  });

  it('is refused beside its own twin', () => {
    expect(twins([fresh('A01x'), fresh('A01X')])).toHaveLength(2);
  });

  it('may be one that was released elsewhere already: it is the same code', () => {
    expect(twins([fresh('A01X')], ['A01X'])).toEqual([]);
  });
});
