import fc from 'fast-check';
import type { Definition } from '../../dictionary/core/definition.js';
import type { Timeline, Values } from '../../kernel/timeline.js';
import { CLASS, ITEM, RATIO, UNIT } from '../../../test/change-request/definitions.fixture.js';
import { type DraftEntry, Holdings } from './needs.js';
import { brokenDependants, danglingReferences, type Dependant, ReferenceQuestions } from './reference-check.js';
import { EVER, type Span } from './spans.js';

const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const NOW = at(1);

const always = (values: Values): Timeline => ({ rows: [{ values }] });
const over = (from: number, to: number | null, values: Values): Timeline => ({
  rows: [{ from: at(from), ...(to === null ? {} : { to: at(to) }), values }],
});
const retired = (values: Values): Timeline => ({ rows: [{ values }], retired: true });

const entry = (definition: Definition, code: string, base: Timeline | null, proposed: Timeline): DraftEntry => ({
  definition,
  code,
  base,
  proposed,
  path: `changes[${code}]`,
});

interface Production {
  readonly held?: readonly (readonly ['CODE' | 'NAME', string, string, readonly Span[]])[];
  readonly dependants?: readonly Dependant[];
}

/** What the checks say of a request, given what PRODUCTION holds. */
const judged = (all: readonly DraftEntry[], { held = [], dependants = [] }: Production = {}, scope = all) => {
  const questions = new ReferenceQuestions(all, scope, NOW);
  const holdings = new Holdings();
  for (const [space, dictionary, token, spans] of held) holdings.hold({ space, dictionary, token }, spans);
  questions.withProposals(holdings);
  const findings = brokenDependants(questions.losses, questions.dependants(dependants), holdings);
  return [
    ...danglingReferences(questions.needs, holdings).map(({ path, code }) => `${path} ${code}`),
    ...findings.map(({ path, says }) => `${path} ${says.params['dictionary']} ${says.params['code']}`),
  ];
};

const item = (class_: string) => ({ name: '血常规', price: '20.00', class: class_ });

describe('a reference of a request', () => {
  it('to what exists nowhere is refused at its field', () => {
    expect(judged([entry(ITEM, 'X1', null, over(2, null, item('Q')))])).toEqual([
      'changes[X1].values.class referenceMissing',
    ]);
  });

  it('to what the same request proposes is as good as one to what is released', () => {
    const all = [entry(ITEM, 'X1', null, over(2, null, item('Q'))), entry(CLASS, 'Q', null, always({ name: '检验' }))];
    expect(judged(all)).toEqual([]);
  });

  it('must find its target at every instant at which its own row holds', () => {
    const proposal = entry(ITEM, 'X1', null, over(2, 9, item('Q')));
    const upTo = (day: number): Production => ({ held: [['CODE', 'class', 'Q', [{ start: at(1), end: at(day) }]]] });
    expect(judged([proposal], upTo(9))).toEqual([]);
    expect(judged([proposal], upTo(8))).toEqual(['changes[X1].values.class referenceNotHolding']);
  });

  it('that its base already made is not judged again, but a longer period is', () => {
    const base = over(2, 5, item('Q'));
    expect(judged([entry(ITEM, 'X1', base, over(2, 5, { ...item('Q'), spec: '管' }))])).toEqual([]);
    expect(judged([entry(ITEM, 'X1', base, over(2, 6, item('Q')))])).toHaveLength(1);
  });

  it('of an entry without periods is asked about from now on', () => {
    const proposal = entry(CLASS, 'Q', null, always({ name: '检验', parent: 'P' }));
    expect(judged([proposal], { held: [['CODE', 'class', 'P', [{ start: NOW, end: '~' }]]] })).toEqual([]);
  });

  it('by name is answered by names, not by codes', () => {
    const proposal = entry(ITEM, 'X1', null, over(2, null, { name: '血常规', price: '1', unit: '次' }));
    expect(judged([proposal], { held: [['CODE', 'unit', '次', [EVER]]] })).toHaveLength(1);
    expect(judged([proposal], { held: [['NAME', 'unit', '次', [EVER]]] })).toEqual([]);
  });

  it('by pattern needs a single code that matches, and a list needs each of its codes', () => {
    const ratio = entry(RATIO, 'R1', null, always({ pattern: '22*', items: ['2204', '9'] }));
    const all = [ratio, entry(ITEM, '2204', null, over(1, null, { name: '血常规', price: '1' }))];
    expect(judged(all)).toEqual(['changes[R1].values.items referenceMissing']);
    expect(judged([ratio]).sort()).toContain('changes[R1].values.pattern referenceMissing');
  });

  it('to a successor must find it when the entry ends', () => {
    const ended: Timeline = { ...over(1, 5, item('Q')), replacedBy: 'X2' };
    const proposal = entry(ITEM, 'X1', over(1, null, item('Q')), ended);
    expect(judged([proposal])).toEqual(['changes[X1].replacedBy referenceMissing']);
    expect(judged([proposal], { held: [['CODE', 'item', 'X2', [{ start: at(5), end: '~' }]]] })).toEqual([]);
  });
});

describe('retiring what others refer to', () => {
  const dependant = (spans: readonly Span[]): Dependant => ({
    space: 'CODE',
    dictionary: 'class',
    token: 'Q',
    from: { dictionary: 'item', code: 'X1', field: 'class' },
    spans,
  });
  const retirement = entry(CLASS, 'Q', always({ name: '检验' }), retired({ name: '检验' }));

  it('is refused with each of them named', () => {
    expect(judged([retirement], { dependants: [dependant([EVER])] })).toEqual(['changes[Q] item X1']);
  });

  it('is no matter to a row that ended before', () => {
    expect(judged([retirement], { dependants: [dependant([{ start: '', end: NOW }])] })).toEqual([]);
  });

  it('is allowed where the request itself points them elsewhere', () => {
    const repointed = entry(ITEM, 'X1', over(1, null, item('Q')), over(1, null, item('P')));
    const production: Production = { dependants: [dependant([EVER])], held: [['CODE', 'class', 'P', [EVER]]] };
    expect(judged([retirement, repointed], production)).toEqual([]);
  });

  it('is refused where the request itself begins to refer to it', () => {
    const newcomer = entry(ITEM, 'X9', null, over(2, null, item('Q')));
    expect(judged([retirement, newcomer], {}, [retirement])).toEqual(['changes[Q] item X9']);
  });

  it('by another name breaks those who named it by its name', () => {
    const renamed = entry(UNIT, 'U1', always({ name: '次' }), always({ name: '每次' }));
    const named: Dependant = { ...dependant([EVER]), space: 'NAME', dictionary: 'unit', token: '次' };
    expect(judged([renamed], { dependants: [named] })).toEqual(['changes[U1] item X1']);
    const twin: Production = { dependants: [named], held: [['NAME', 'unit', '次', [EVER]]] };
    expect(judged([renamed], twin)).toEqual([]);
  });
});

describe('references, day by day', () => {
  const span = fc
    .tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 8 }))
    .map(([start, days]) => [start, start + days] as const);

  it('are judged exactly as a look at every single day would judge them', () => {
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 4 }), ([from, to], held) => {
        const spans = held.map(([start, end]) => ({ start: at(start), end: at(end) }));
        const said = judged([entry(ITEM, 'X1', null, over(from, to, item('Q')))], {
          held: [['CODE', 'class', 'Q', spans]],
        });
        const days = Array.from({ length: to - from }, (_, index) => from + index);
        const isCovered = days.every((day) => held.some(([start, end]) => start <= day && day < end));
        expect(said.length === 0).toBe(isCovered);
      }),
    );
  });
});
