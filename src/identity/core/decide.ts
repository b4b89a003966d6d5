import { says } from '../../kernel/message.js';
import { Forbidden } from '../../kernel/problem.js';
import { ACTIONS, type Action, type After, type Before, type Group, GROUPS } from './actions.js';
import { type Actor, holds, isSignedIn } from './actor.js';
import type { Check } from './checks.js';

/**
 * The one decision about who may do what: null, or why not. `before` holds the facts as they stand, `after` as they would
 * stand; which facts an action needs is in their types.
 */
export const decide = <A extends Action>(
  actor: Actor,
  action: A,
  before: Before<A>,
  after: After<A>,
): Forbidden | null => {
  const refused = decideRole(actor, action);
  if (refused) return refused;
  // The table's types say which facts each check needs, and the signature above asks for all of them.
  for (const check of ACTIONS[action].checks as readonly Check<Before<A>, After<A>>[]) {
    const said = check(actor, before, after);
    if (said) return new Forbidden(said);
  }
  return null;
};

/** Whether somebody with these roles may ever do this, whatever the facts: what can be said before anything is read. */
export const decideRole = (actor: Actor, action: Action): Forbidden | null => {
  const { who } = ACTIONS[action];
  if (belongs(actor, who)) return null;
  return isSignedIn(actor) ? new Forbidden(says(`identity.forbidden.only.${who}`)) : notSignedIn();
};

const belongs = (actor: Actor, who: Group): boolean => {
  const group = GROUPS[who];
  if (group === 'ANYBODY') return true;
  if (group === 'READER') return actor.channels === null || actor.channels.length > 0;
  if (!isSignedIn(actor) || actor.machine) return false;
  return group === 'PERSON' || group.some((role) => holds(actor, role));
};

const notSignedIn = (): Forbidden => new Forbidden(says('identity.notSignedIn'), true);

/** The header names a session or key that is unknown, over, revoked, or of a locked account: which, nobody is told. */
export const sessionEnded = (): Forbidden => new Forbidden(says('identity.sessionEnded'), true);
