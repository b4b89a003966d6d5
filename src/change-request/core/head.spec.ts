import { StaleRevision, WrongState } from '../../kernel/problem.js';
import { refuseMove } from './admission.js';
import { changesTerms, type Head, headIssues, patched } from './head.js';
import { requestNumber } from './number.js';

const head: Head = {
  title: '调价',
  reason: '按文件',
  policyDocument: 'PD1',
  urgency: 'ROUTINE',
  retroactive: false,
  validFrom: '2027-01-01T00:00:00.000Z',
  buildsOn: [],
};
const documents = new Set(['PD1']);

describe('what a request says of itself', () => {
  it('stays where nothing is said, is cleared by null, and cannot lose its title', () => {
    expect(patched(head, {})).toEqual(head);
    expect(patched(head, { policyDocument: null, validFrom: null, title: null })).toEqual({
      ...head,
      policyDocument: null,
      validFrom: null,
    });
  });

  it('makes the changes anew only where it moves them in time', () => {
    expect(changesTerms(head, patched(head, { title: '另一标题', policyDocument: null }))).toBe(false);
    expect(changesTerms(head, patched(head, { validFrom: null }))).toBe(true);
    expect(changesTerms(head, patched(head, { retroactive: true }))).toBe(true);
  });

  it.each([
    [{}, []],
    [{ title: '  ' }, ['title required']],
    [{ reason: '' }, ['reason required']],
    [{ urgency: 'EMERGENCY' as const }, ['urgency emergencyLater']],
    [{ buildsOn: ['R2026-0001'] }, ['buildsOn buildsOnLater']],
    [{ policyDocument: 'PD2' }, ['policyDocument policyDocumentUnknown']],
  ])('%j is at fault in %j', (more, expected) => {
    const issues = headIssues({ ...head, ...more }, documents);
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
  });
});

describe('a move', () => {
  it('is refused in a status that does not allow it, with those that do', () => {
    const refused = refuseMove({ status: 'SIGNED', revision: 3 }, 'edit', 3);
    expect(refused).toBeInstanceOf(WrongState);
    expect(refused).toMatchObject({ current: 'SIGNED', allowed: ['DRAFT', 'IN_REVIEW', 'CHANGES_REQUESTED'] });
  });

  it('is refused on a revision that is no longer the one seen', () => {
    const refused = refuseMove({ status: 'DRAFT', revision: 3 }, 'edit', 2);
    expect(refused).toBeInstanceOf(StaleRevision);
    expect(refused).toMatchObject({ current: 3 });
  });

  it('passes where both hold, and where the revision does not matter', () => {
    expect(refuseMove({ status: 'DRAFT', revision: 3 }, 'edit', 3)).toBeNull();
    expect(refuseMove({ status: 'DRAFT', revision: 3 }, 'withdraw')).toBeNull();
  });
});

describe('the number of a request', () => {
  it.each([
    [1, 'C2026-0001'],
    [9_999, 'C2026-9999'],
    [10_000, 'C2026-10000'],
  ])('%i of 2026 is %s', (sequence, number) => {
    expect(requestNumber('2026', sequence)).toBe(number);
  });
});
