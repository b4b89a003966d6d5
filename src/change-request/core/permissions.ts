import { type Actor, type DictionaryKind } from '../../identity/core/actor.js';
import { decide } from '../../identity/core/decide.js';
import type { RequestOperation } from './lifecycle.js';

/** What permissions on a request depend on. */
export interface PermissionFacts {
  readonly kinds: readonly DictionaryKind[];
  readonly author: string;
  readonly editors: readonly string[];
}

const mayEdit = (actor: Actor, facts: PermissionFacts): boolean =>
  decide(actor, 'changeRequest.edit', facts, facts) === null;
const mayAttach = (actor: Actor, facts: PermissionFacts): boolean =>
  decide(actor, 'changeRequest.attach', facts, {}) === null;

/** In one of the roles they hold; which roles a request needs is for its policies to say. */
const mayReview = (actor: Actor, facts: PermissionFacts): boolean =>
  actor.roles.some(
    ({ role, scope }) =>
      role === 'REVIEWER' && decide(actor, 'changeRequest.review', facts, { reviewerRole: scope }) === null,
  );

const PERMITS: Readonly<Record<RequestOperation, (actor: Actor, facts: PermissionFacts) => boolean>> = {
  updateChangeRequest: mayEdit,
  putChanges: mayEdit,
  removeChanges: mayEdit,
  refreshChangeRequest: mayEdit,
  addAttachment: mayAttach,
  removeAttachment: mayAttach,
  submitChangeRequest: (actor, facts) => decide(actor, 'changeRequest.submit', facts, {}) === null,
  withdrawChangeRequest: (actor, facts) => decide(actor, 'changeRequest.withdraw', facts, {}) === null,
  addDiscussion: (actor) => decide(actor, 'changeRequest.discuss', {}, {}) === null,
  reviewChangeRequest: mayReview,
};

/** Whether an actor may do something to a request, by the same table that refuses it. */
export const isPermitted = (actor: Actor, facts: PermissionFacts, operation: RequestOperation): boolean =>
  PERMITS[operation](actor, facts);
