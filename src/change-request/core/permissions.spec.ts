import type { Actor, RoleGrant } from '../../identity/core/actor.js';
import { OPERATION_MOVES, type RequestOperation } from './lifecycle.js';
import { isPermitted, type PermissionFacts } from './permissions.js';

const person = (personId: string, ...roles: readonly RoleGrant[]): Actor => ({
  personId,
  name: personId,
  username: personId,
  machine: false,
  roles,
  channels: null,
});
const AUTHOR = '0190b0f0-0000-7000-8000-00000000000a';
const OTHER = '0190b0f0-0000-7000-8000-00000000000b';
const facts: PermissionFacts = { kinds: ['PRICE', 'DRUG'], author: AUTHOR, editors: [AUTHOR] };

const offered = (actor: Actor): readonly string[] =>
  (Object.keys(OPERATION_MOVES) as RequestOperation[]).filter((operation) => isPermitted(actor, facts, operation));

const maintains = (scope: string): RoleGrant => ({ role: 'MAINTAINER', scope });
const EDITS = ['updateChangeRequest', 'putChanges', 'removeChanges', 'refreshChangeRequest'];

describe('who may do what to a request', () => {
  it('its author, who maintains all of its kinds, edits, submits and withdraws it, and never signs it', () => {
    const author = person(AUTHOR, maintains('PRICE'), maintains('DRUG'), { role: 'REVIEWER', scope: 'pricing' });
    expect(offered(author)).toEqual([
      ...EDITS,
      'addAttachment',
      'removeAttachment',
      'submitChangeRequest',
      'withdrawChangeRequest',
      'addDiscussion',
    ]);
  });

  it('a maintainer of only one of its kinds may not edit it', () => {
    expect(offered(person(OTHER, maintains('PRICE')))).toEqual(['addDiscussion']);
  });

  it('another maintainer of all of its kinds may edit it, and becomes an editor by that', () => {
    expect(offered(person(OTHER, maintains('PRICE'), maintains('DRUG')))).toEqual([...EDITS, 'addDiscussion']);
  });

  it('a reviewer who never edited it may sign, a machine may do nothing', () => {
    const reviewer = person(OTHER, { role: 'REVIEWER', scope: 'pricing' });
    expect(offered(reviewer)).toEqual(['addDiscussion', 'reviewChangeRequest']);
    expect(offered({ ...reviewer, machine: true })).toEqual([]);
  });
});
