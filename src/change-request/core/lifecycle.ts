export const CHANGE_REQUEST_STATUSES = [
  'DRAFT',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'SIGNED',
  'REJECTED',
  'WITHDRAWN',
  'SUPERSEDED',
] as const;
export type ChangeRequestStatus = (typeof CHANGE_REQUEST_STATUSES)[number];

/** What can happen to a request. `approve` is a sign-off that leaves others missing, `sign` the one that met them all. */
export type Move =
  | 'edit'
  | 'detach'
  | 'submit'
  | 'withdraw'
  | 'discuss'
  | 'approve'
  | 'sign'
  | 'requestChanges'
  | 'reject'
  | 'supersede';

type Transitions = Readonly<Record<ChangeRequestStatus, Readonly<Partial<Record<Move, ChangeRequestStatus>>>>>;

/**
 * The whole life of a request. Editing what lies in review takes it back to a draft, so that nobody signs a thing that
 * moved under them; what is signed is a release and is never edited. A closed request has no exit.
 */
export const TRANSITIONS: Transitions = {
  DRAFT: { edit: 'DRAFT', detach: 'DRAFT', submit: 'IN_REVIEW', withdraw: 'WITHDRAWN', discuss: 'DRAFT' },
  IN_REVIEW: {
    edit: 'DRAFT',
    withdraw: 'WITHDRAWN',
    discuss: 'IN_REVIEW',
    approve: 'IN_REVIEW',
    sign: 'SIGNED',
    requestChanges: 'CHANGES_REQUESTED',
    reject: 'REJECTED',
  },
  CHANGES_REQUESTED: {
    edit: 'DRAFT',
    submit: 'IN_REVIEW',
    withdraw: 'WITHDRAWN',
    discuss: 'CHANGES_REQUESTED',
  },
  SIGNED: { supersede: 'SUPERSEDED', discuss: 'SIGNED' },
  REJECTED: {},
  WITHDRAWN: {},
  SUPERSEDED: {},
};

/** Each operation of the public API on a request, and the move it makes. */
export const OPERATION_MOVES = {
  updateChangeRequest: 'edit',
  putChanges: 'edit',
  removeChanges: 'edit',
  refreshChangeRequest: 'edit',
  addAttachment: 'edit',
  removeAttachment: 'detach',
  submitChangeRequest: 'submit',
  withdrawChangeRequest: 'withdraw',
  addDiscussion: 'discuss',
  reviewChangeRequest: 'approve',
} as const satisfies Record<string, Move>;
export type RequestOperation = keyof typeof OPERATION_MOVES;

const OPERATIONS = Object.keys(OPERATION_MOVES) as readonly RequestOperation[];

/** Where a move leads from a status; null where it is no move of that status. */
export const statusAfter = (status: ChangeRequestStatus, move: Move): ChangeRequestStatus | null =>
  TRANSITIONS[status][move] ?? null;

/** The statuses in which a move is possible: what a refusal tells the asker. */
export const statusesAllowing = (move: Move): readonly ChangeRequestStatus[] =>
  CHANGE_REQUEST_STATUSES.filter((status) => statusAfter(status, move) !== null);

/** A closed request keeps what it is for ever. */
export const isClosed = (status: ChangeRequestStatus): boolean => Object.keys(TRANSITIONS[status]).length === 0;

/** What may be done next: the operations that the status allows and that the asker is permitted. */
export const allowedActions = (
  status: ChangeRequestStatus,
  isPermitted: (operation: RequestOperation) => boolean,
): readonly RequestOperation[] =>
  OPERATIONS.filter((operation) => statusAfter(status, OPERATION_MOVES[operation]) !== null && isPermitted(operation));
