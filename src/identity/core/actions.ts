import {
  coversKinds,
  holdsReviewerRole,
  isEditor,
  isSomebodyElse,
  leavesAnAdministrator,
  mayReadChannels,
  neverEdited,
  neverSigned,
} from './checks.js';
import type { Role } from './actor.js';

/**
 * Who may do something at all. ANYBODY needs no session; READER is whoever may read some channel, be it an anonymous
 * caller or a machine; PERSON is a signed-in human; the rest hold one of the roles.
 */
export const GROUPS = {
  ANYBODY: 'ANYBODY',
  READER: 'READER',
  PERSON: 'PERSON',
  MAINTAINER: ['MAINTAINER'],
  REVIEWER: ['REVIEWER'],
  RELEASE_MANAGER: ['RELEASE_MANAGER'],
  VERIFIER: ['MONITOR', 'RELEASE_MANAGER', 'ADMINISTRATOR'],
  ADMINISTRATOR: ['ADMINISTRATOR'],
} as const satisfies Record<string, 'ANYBODY' | 'READER' | 'PERSON' | readonly Role[]>;
export type Group = keyof typeof GROUPS;

interface Rule<C> {
  readonly who: Group;
  readonly checks: readonly C[];
}

const only = <const C extends readonly unknown[]>(who: Group, ...checks: C): Rule<C[number]> => ({ who, checks });

/** The one table of who may do what. A new action is a line here, and a line in the matrix of its test. */
export const ACTIONS = {
  'session.signIn': only('ANYBODY'),
  'session.signOut': only('PERSON'),
  'session.read': only('ANYBODY'),
  'service.probe': only('ANYBODY'),
  'person.read': only('PERSON'),
  'password.change': only('PERSON'),

  'dictionary.read': only('READER', mayReadChannels),
  'channel.list': only('READER'),
  'history.read': only('PERSON'),
  'channel.verify': only('VERIFIER'),
  'audit.verify': only('VERIFIER'),

  'changeRequest.read': only('PERSON'),
  'changeRequest.discuss': only('PERSON'),
  'changeRequest.create': only('MAINTAINER', coversKinds),
  'changeRequest.edit': only('MAINTAINER', coversKinds),
  'changeRequest.submit': only('MAINTAINER', isEditor),
  'changeRequest.withdraw': only('MAINTAINER', isEditor),
  'changeRequest.attach': only('MAINTAINER', isEditor),
  'changeRequest.review': only('REVIEWER', neverEdited, holdsReviewerRole),

  'release.read': only('PERSON'),
  'release.apply': only('RELEASE_MANAGER', neverEdited, neverSigned),

  'account.list': only('ADMINISTRATOR'),
  'account.create': only('ADMINISTRATOR'),
  'account.lock': only('ADMINISTRATOR', isSomebodyElse, leavesAnAdministrator),
  'account.unlock': only('ADMINISTRATOR', isSomebodyElse),
  'account.setPassword': only('ADMINISTRATOR', isSomebodyElse),
  'role.grant': only('ADMINISTRATOR', isSomebodyElse),
  'role.revoke': only('ADMINISTRATOR', leavesAnAdministrator),
  'apiKey.list': only('ADMINISTRATOR'),
  'apiKey.create': only('ADMINISTRATOR'),
  'apiKey.revoke': only('ADMINISTRATOR'),
} as const;

export type Action = keyof typeof ACTIONS;

type ChecksOf<A extends Action> = (typeof ACTIONS)[A]['checks'][number];
type All<Facts> = (Facts extends unknown ? (facts: Facts) => void : never) extends (facts: infer Every) => void
  ? Every
  : never;
type FactsOf<A extends Action, Place extends 1 | 2> = [ChecksOf<A>] extends [never]
  ? object
  : All<
      ChecksOf<A> extends infer C ? (C extends (...facts: never[]) => unknown ? Parameters<C>[Place] : never) : never
    >;

/** The facts that the checks of an action need, as things stand and as they would stand. */
export type Before<A extends Action> = FactsOf<A, 1>;
export type After<A extends Action> = FactsOf<A, 2>;
