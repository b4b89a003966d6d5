import fc from 'fast-check';
import { ACTIONS, type Action, type Group } from './actions.js';
import { type Actor, ANONYMOUS, ANONYMOUS_READER, type DictionaryKind, type RoleGrant } from './actor.js';
import { decide, decideRole } from './decide.js';
import { DEMONSTRATION } from './demonstration.js';
import { actionOfField, OPERATIONS, refuseOperation } from './operations.js';

const person = (personId: string, ...roles: RoleGrant[]): Actor => ({
  personId,
  name: personId,
  username: personId,
  machine: false,
  roles,
  channels: null,
});
const everyRole: readonly RoleGrant[] = DEMONSTRATION.flatMap(({ roles }) => roles);
const machine: Actor = { ...person('his', ...everyRole), username: null, machine: true, channels: ['PRODUCTION'] };

const demonstration = new Map(DEMONSTRATION.map(({ username, roles }) => [username, person(username, ...roles)]));
const actors = new Map<string, Actor>([
  ...demonstration,
  ['somebody', person('somebody')],
  ['machine', machine],
  ['anonymous', ANONYMOUS],
  ['anonymous reader', ANONYMOUS_READER],
]);

// Written by hand, apart from the table it judges.
const humans = [...demonstration.keys(), 'somebody'];
const maintainers = ['public-maintainer', 'system-maintainer', 'drug-maintainer', 'price-maintainer'];
const reviewers = [
  ...['pricing-reviewer', 'pricing-reviewer-2', 'pharmacy-reviewer', 'it-reviewer', 'it-reviewer-2'],
  ...['insurance-reviewer', 'finance-reviewer', 'admin'],
];
const readers = [...humans, 'machine', 'anonymous reader'];
const verifiers = ['monitor', 'release-manager', 'admin'];
const everybody = [...actors.keys()];

const MATRIX: Readonly<Record<string, readonly string[]>> = {
  'Query.about': everybody,
  'Query.me': everybody,
  'Query.accounts': ['admin'],
  'Query.apiKeys': ['admin'],
  'Query.verifyAudit': verifiers,
  'Query.dictionaries': readers,
  'Query.dictionary': readers,
  'Query.entry': readers,
  'Query.lookup': readers,
  'Query.lookupBy': readers,
  'Query.entries': readers,
  'Query.compare': readers,
  'Query.channels': readers,
  'Query.changeRequest': humans,
  'Query.changeRequests': humans,
  'Query.release': humans,
  'Query.releases': humans,
  'Query.verifyChannel': verifiers,
  'Mutation.signIn': everybody,
  'Mutation.signOut': humans,
  'Mutation.changePassword': humans,
  'Mutation.createAccount': ['admin'],
  'Mutation.lockAccount': ['admin'],
  'Mutation.unlockAccount': ['admin'],
  'Mutation.setPassword': ['admin'],
  'Mutation.grantRole': ['admin'],
  'Mutation.revokeRole': ['admin'],
  'Mutation.createApiKey': ['admin'],
  'Mutation.revokeApiKey': ['admin'],
  'Mutation.createChangeRequest': maintainers,
  'Mutation.updateChangeRequest': maintainers,
  'Mutation.putChanges': maintainers,
  'Mutation.removeChanges': maintainers,
  'Mutation.importRows': maintainers,
  'Mutation.refreshChangeRequest': maintainers,
  'Mutation.addDiscussion': humans,
  'Mutation.removeAttachment': maintainers,
  'Mutation.submitChangeRequest': maintainers,
  'Mutation.withdrawChangeRequest': maintainers,
  'Mutation.reviewChangeRequest': reviewers,
  'Mutation.applyRelease': ['release-manager'],
};

describe('every operation, for every role', () => {
  it('has a line in the matrix', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it.each(Object.entries(MATRIX))('%s is for those of the matrix and nobody else', (operation, allowed) => {
    const let_in = [...actors].filter(([, actor]) => refuseOperation(actor, operation, {}) === null);
    expect(let_in.map(([name]) => name).sort()).toEqual([...allowed].sort());
  });

  it.each(['Query.toString', 'Query.__proto__', 'Mutation.constructor', 'Query.nothing', ''])(
    'refuses %s, which nobody classified, to everybody',
    (operation) => {
      for (const actor of actors.values()) {
        expect(refuseOperation(actor, operation, {})?.says.key).toBe('identity.forbidden.unclassified');
      }
    },
  );

  it('asks nobody to sign in who has, and everybody who has not', () => {
    expect(refuseOperation(ANONYMOUS_READER, 'Query.release', {})?.says.key).toBe('identity.notSignedIn');
    expect(refuseOperation(person('somebody'), 'Mutation.applyRelease', {})?.says.key).toBe(
      'identity.forbidden.only.RELEASE_MANAGER',
    );
  });
});

describe('reading', () => {
  const at = (channel: string) => ({ point: { channel } });

  it('lets an anonymous caller read PRODUCTION, named or not, and no other channel', () => {
    for (const args of [{}, { point: null }, { point: {} }, { point: { channel: null } }, at('PRODUCTION')]) {
      expect(refuseOperation(ANONYMOUS_READER, 'Query.lookup', args)).toBeNull();
    }
    expect(refuseOperation(ANONYMOUS_READER, 'Query.lookup', at('TEST'))).not.toBeNull();
  });

  it('lets an API key read the channels it is entitled to, and names the one it is not', () => {
    const pilot = { ...machine, channels: ['PILOT'] };
    expect(refuseOperation(pilot, 'Query.entries', at('PILOT'))).toBeNull();
    expect(refuseOperation(pilot, 'Query.entries', {})?.says).toEqual({
      key: 'identity.forbidden.channel',
      params: { channel: 'PRODUCTION' },
    });
  });

  it('looks at both sides of a comparison', () => {
    const compare = (from: string, to: string) =>
      refuseOperation(machine, 'Query.compare', { from: { channel: from }, to: { channel: to } });
    expect(compare('PRODUCTION', 'PRODUCTION')).toBeNull();
    expect(compare('PRODUCTION', 'TEST')).not.toBeNull();
    expect(compare('TEST', 'PRODUCTION')).not.toBeNull();
  });
});

describe('what a reader is led to', () => {
  it.each([
    ['Row.origin', 'Release', 'release.read'],
    ['Entry.history', 'EntryVersionConnection', 'history.read'],
    ['EntryVersionEdge.node', 'EntryVersion', 'history.read'],
    ['ChangeRequest.author', 'Actor', 'person.read'],
    ['Session.actor', 'Actor', null],
    ['Entry.row', 'Row', null],
    ['EntryConnection.pageInfo', 'PageInfo', null],
    ['Entry.constructor', 'constructor', null],
  ])('%s leads to %s, which is %s', (field, leadsTo, action) => {
    expect(actionOfField(field, leadsTo)).toBe(action);
  });
});

describe('proposing', () => {
  const price = person('p', { role: 'MAINTAINER', scope: 'PRICE' });

  it('needs the duty for every kind that is touched, by what is put and by what is taken away', () => {
    const edit = (before: DictionaryKind[], after: DictionaryKind[]) =>
      decide(price, 'changeRequest.edit', { kinds: before }, { kinds: after });
    expect(edit([], ['PRICE'])).toBeNull();
    expect(edit([], [])).toBeNull();
    expect(edit([], ['PRICE', 'DRUG'])?.says.params).toEqual({ kind: 'identity.kind.DRUG' });
    expect(edit(['SYSTEM'], ['PRICE'])?.says.params).toEqual({ kind: 'identity.kind.SYSTEM' });
  });

  it('is submitted and withdrawn by those who wrote it', () => {
    const by = (author: string, ...editors: string[]) => decide(price, 'changeRequest.submit', { author, editors }, {});
    expect(by('p')).toBeNull();
    expect(by('x', 'x', 'p')).toBeNull();
    expect(by('x', 'x')).not.toBeNull();
  });
});

describe('signing and applying', () => {
  it('is never for somebody who edited any revision, whatever roles they hold', () => {
    const roles = fc.subarray([...everyRole]);
    fc.assert(
      fc.property(
        roles,
        fc.boolean(),
        fc.constantFrom('PRICING', 'IT', 'ADMINISTRATOR'),
        (held, wrote, reviewerRole) => {
          const actor = person('p', ...held);
          const request = { author: wrote ? 'p' : 'x', editors: wrote ? ['x'] : ['x', 'p'] };
          expect(decide(actor, 'changeRequest.review', request, { reviewerRole })).not.toBeNull();
          expect(decide(actor, 'release.apply', { ...request, signers: [] }, {})).not.toBeNull();
        },
      ),
    );
  });

  it('is for the reviewer role that is named, and no other', () => {
    const reviewer = person('r', { role: 'REVIEWER', scope: 'PRICING' });
    const sign = (reviewerRole: string) =>
      decide(reviewer, 'changeRequest.review', { author: 'a', editors: ['a'] }, { reviewerRole });
    expect(sign('PRICING')).toBeNull();
    expect(sign('PHARMACY')?.says.params).toEqual({ role: 'PHARMACY' });
  });

  it('keeps the release manager apart from those who signed', () => {
    const manager = person('m', { role: 'RELEASE_MANAGER', scope: '' });
    const apply = (...signers: string[]) =>
      decide(manager, 'release.apply', { author: 'a', editors: ['a'], signers }, {});
    expect(apply('r')).toBeNull();
    expect(apply('r', 'm')?.says.key).toBe('identity.forbidden.ownSignOff');
  });

  it('is never for a machine, nor anything else but reading', () => {
    const groups = (action: Action): Group => ACTIONS[action].who;
    for (const action of Object.keys(ACTIONS) as Action[]) {
      const open = ['ANYBODY', 'READER'].includes(groups(action));
      expect([action, decideRole(machine, action) === null]).toEqual([action, open]);
    }
  });
});

describe('administering', () => {
  const admin = person('a', { role: 'ADMINISTRATOR', scope: '' });

  it('gives nobody a role, a password or an unlocked account of their own', () => {
    for (const action of ['role.grant', 'account.setPassword', 'account.unlock'] as const) {
      expect(decide(admin, action, { person: 'a' }, {})?.says.key).toBe('identity.forbidden.toOneself');
      expect(decide(admin, action, { person: 'b' }, {})).toBeNull();
    }
  });

  it('never ends with nobody who can administer', () => {
    expect(decide(admin, 'role.revoke', {}, { administrators: 0 })?.says.key).toBe(
      'identity.forbidden.lastAdministrator',
    );
    expect(decide(admin, 'account.lock', { person: 'b' }, { administrators: 0 })).not.toBeNull();
    expect(decide(admin, 'role.revoke', {}, { administrators: 1 })).toBeNull();
  });
});

// Read by the compiler only: a caller that forgets a fact must not compile.
const forgetful = (actor: Actor) => [
  // @ts-expect-error the editors are missing
  decide(actor, 'changeRequest.review', {}, { reviewerRole: 'IT' }),
  // @ts-expect-error the signers are missing
  decide(actor, 'release.apply', { author: 'a', editors: [] }, {}),
  // @ts-expect-error the kinds that are put are missing
  decide(actor, 'changeRequest.edit', { kinds: [] }, {}),
  // @ts-expect-error the person is missing
  decide(actor, 'role.grant', {}, {}),
];
void forgetful;
