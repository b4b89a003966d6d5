import fc from 'fast-check';
import {
  allowedActions,
  CHANGE_REQUEST_STATUSES,
  isClosed,
  type ChangeRequestStatus,
  type Move,
  OPERATION_MOVES,
  statusAfter,
  statusesAllowing,
  TRANSITIONS,
} from './lifecycle.js';

const exits = (status: ChangeRequestStatus): readonly ChangeRequestStatus[] => Object.values(TRANSITIONS[status]);

const reachable = (from: ChangeRequestStatus): ReadonlySet<ChangeRequestStatus> => {
  const seen = new Set<ChangeRequestStatus>([from]);
  const queue = [from];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const fresh = exits(next).filter((status) => !seen.has(status));
    fresh.forEach((status) => seen.add(status));
    queue.push(...fresh);
  }
  return seen;
};

const moves = fc.array(
  fc.constantFrom<Move>('edit', 'submit', 'withdraw', 'approve', 'sign', 'requestChanges', 'reject', 'supersede'),
  { maxLength: 30 },
);

describe('the life of a change request', () => {
  it.each(CHANGE_REQUEST_STATUSES)('from %s a closed status can be reached', (status) => {
    expect([...reachable(status)].some(isClosed)).toBe(true);
  });

  it('never leaves a closed status, whatever is tried', () => {
    fc.assert(
      fc.property(moves, (tried) => {
        let status: ChangeRequestStatus = 'DRAFT';
        for (const move of tried) {
          const next: ChangeRequestStatus | null = statusAfter(status, move);
          if (isClosed(status)) expect(next).toBeNull();
          status = next ?? status;
        }
      }),
    );
  });

  it('is signed only out of review, and nothing signed or closed can be edited', () => {
    expect(statusesAllowing('sign')).toEqual(['IN_REVIEW']);
    expect(statusesAllowing('edit')).toEqual(['DRAFT', 'IN_REVIEW', 'CHANGES_REQUESTED']);
  });

  it('makes every edit a draft again, so that no sign-off outlives what it signed', () => {
    for (const status of statusesAllowing('edit')) expect(statusAfter(status, 'edit')).toBe('DRAFT');
  });

  it('lets an attachment be taken away only while the request is a draft', () => {
    expect(statusesAllowing('detach')).toEqual(['DRAFT']);
  });

  it('offers exactly what the table allows and the asker is permitted', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGE_REQUEST_STATUSES),
        fc.subarray(Object.keys(OPERATION_MOVES)),
        (status, permitted) => {
          const offered = allowedActions(status, (operation) => permitted.includes(operation));
          for (const operation of Object.keys(OPERATION_MOVES) as (keyof typeof OPERATION_MOVES)[]) {
            const possible = statusAfter(status, OPERATION_MOVES[operation]) !== null;
            expect(offered.includes(operation)).toBe(possible && permitted.includes(operation));
          }
        },
      ),
    );
  });
});
