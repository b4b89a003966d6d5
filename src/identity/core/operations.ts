import { says } from '../../kernel/message.js';
import { Forbidden } from '../../kernel/problem.js';
import type { Action } from './actions.js';
import type { Actor } from './actor.js';
import { decide, decideRole } from './decide.js';

type Args = Readonly<Record<string, unknown>>;

/** Which action an operation is. A read that names channels says where in its arguments they stand. */
interface Operation {
  readonly action: Action;
  readonly channels?: (args: Args) => readonly string[];
}

const channelOf = (point: unknown): string => {
  const { channel } = (point ?? {}) as { channel?: unknown };
  return typeof channel === 'string' ? channel : 'PRODUCTION';
};

const READ: Operation = { action: 'dictionary.read', channels: ({ point }) => [channelOf(point)] };
const COMPARE: Operation = { action: 'dictionary.read', channels: ({ from, to }) => [channelOf(from), channelOf(to)] };

/**
 * Every root field of the schema. What is missing here never runs, and a test compares the two in both directions. The
 * order is that of a change's way.
 */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'Query.about': { action: 'service.probe' },
  'Query.me': { action: 'session.read' },
  'Query.accounts': { action: 'account.list' },
  'Query.apiKeys': { action: 'apiKey.list' },
  'Query.verifyAudit': { action: 'audit.verify' },
  'Query.dictionaries': READ,
  'Query.dictionary': READ,
  'Query.entry': READ,
  'Query.lookup': READ,
  'Query.lookupBy': READ,
  'Query.entries': READ,
  'Query.compare': COMPARE,
  'Query.channels': { action: 'channel.list' },
  'Query.changeRequest': { action: 'changeRequest.read' },
  'Query.changeRequests': { action: 'changeRequest.read' },
  'Query.release': { action: 'release.read' },
  'Query.releases': { action: 'release.read' },
  'Query.verifyChannel': { action: 'channel.verify' },

  'Mutation.signIn': { action: 'session.signIn' },
  'Mutation.signOut': { action: 'session.signOut' },
  'Mutation.changePassword': { action: 'password.change' },
  'Mutation.createAccount': { action: 'account.create' },
  'Mutation.lockAccount': { action: 'account.lock' },
  'Mutation.unlockAccount': { action: 'account.unlock' },
  'Mutation.setPassword': { action: 'account.setPassword' },
  'Mutation.grantRole': { action: 'role.grant' },
  'Mutation.revokeRole': { action: 'role.revoke' },
  'Mutation.createApiKey': { action: 'apiKey.create' },
  'Mutation.revokeApiKey': { action: 'apiKey.revoke' },
  'Mutation.createChangeRequest': { action: 'changeRequest.create' },
  'Mutation.updateChangeRequest': { action: 'changeRequest.edit' },
  'Mutation.putChanges': { action: 'changeRequest.edit' },
  'Mutation.removeChanges': { action: 'changeRequest.edit' },
  'Mutation.importRows': { action: 'changeRequest.create' },
  'Mutation.refreshChangeRequest': { action: 'changeRequest.edit' },
  'Mutation.addDiscussion': { action: 'changeRequest.discuss' },
  'Mutation.removeAttachment': { action: 'changeRequest.attach' },
  'Mutation.submitChangeRequest': { action: 'changeRequest.submit' },
  'Mutation.withdrawChangeRequest': { action: 'changeRequest.withdraw' },
  'Mutation.reviewChangeRequest': { action: 'changeRequest.review' },
  'Mutation.applyRelease': { action: 'release.apply' },
};

/**
 * Types that say who did what. A reader of a dictionary reaches them through its fields (an entry's history, the release
 * behind a row), so the way there is guarded like a root field. A connection is guarded like its nodes.
 */
export const GUARDED_TYPES: Readonly<Record<string, Action>> = {
  EntryVersion: 'history.read',
  ChangeRequest: 'changeRequest.read',
  Change: 'changeRequest.read',
  SignOff: 'changeRequest.read',
  Discussion: 'changeRequest.read',
  Attachment: 'changeRequest.read',
  Release: 'release.read',
  ChannelVersion: 'release.read',
  Actor: 'person.read',
};

/** Every HTTP route that is not an operation of GraphQL. `POST /graphql` lets everybody in: each of its operations is guarded. */
export const ROUTES: Readonly<Record<string, Action>> = {
  'GET /healthz': 'service.probe',
  'GET /readyz': 'service.probe',
  'GET /graphql': 'service.probe',
  'POST /graphql': 'service.probe',
  'GET /graphiql/:file': 'service.probe',
  'POST /imports': 'changeRequest.create',
  'POST /change-requests/:number/attachments': 'changeRequest.attach',
  'GET /change-requests/:number/attachments/:id': 'changeRequest.read',
};

const unclassified = (): Forbidden => new Forbidden(says('identity.forbidden.unclassified'));

/**
 * What can be refused before an operation runs: one that is not classified, one that none of the actor's roles allows, and
 * a read of a channel it may not read. A mutation's other facts are decided by its service, under its locks.
 */
export const refuseOperation = (actor: Actor, operation: string, args: Args): Forbidden | null => {
  const classified = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (!classified) return unclassified();
  if (classified.channels) return decide(actor, 'dictionary.read', {}, { channels: classified.channels(args) });
  return decideRole(actor, classified.action);
};

export const refuseRoute = (actor: Actor, route: string): Forbidden | null => {
  const action = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
  return action ? decideRole(actor, action) : unclassified();
};

/** Fields that lead to a guarded type and are open all the same: who has just signed in may know who they are. */
const OPEN_FIELDS: ReadonlySet<string> = new Set(['Session.actor']);

/** The action behind a field below the roots, or null where anybody who reached its parent may go on. */
export const actionOfField = (field: string, leadsTo: string): Action | null => {
  if (OPEN_FIELDS.has(field)) return null;
  const node = leadsTo.replace(/(Connection|Edge)$/, '');
  return Object.hasOwn(GUARDED_TYPES, node) ? (GUARDED_TYPES[node] ?? null) : null;
};
