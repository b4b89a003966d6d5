import { type Message, says } from '../../kernel/message.js';
import { type Actor, type DictionaryKind, holds } from './actor.js';

/**
 * The conditions of the table of actions. Each looks at the actor and at the facts it names in its types, before and
 * after what is asked, and answers null or what to say. A caller that leaves such a fact out does not compile.
 */
export type Check<Before, After> = (actor: Actor, before: Before, after: After) => Message | null;

const refuseIf = (refused: boolean, key: string, params: Message['params'] = {}): Message | null =>
  refused ? says(`identity.forbidden.${key}`, params) : null;

/** Kinds of the dictionaries whose entries are touched: by the changes taken away (before) and by those put (after). */
export interface KindsFact {
  readonly kinds: readonly DictionaryKind[];
}

export const coversKinds: Check<KindsFact, KindsFact> = (actor, before, after) => {
  const missing = [...before.kinds, ...after.kinds].find((kind) => !holds(actor, 'MAINTAINER', kind));
  return missing === undefined ? null : says('identity.forbidden.kind', { kind: `identity.kind.${missing}` });
};

/** Everybody who edited any revision of the request: its author is one of them. */
export interface EditorsFact {
  readonly author: string;
  readonly editors: readonly string[];
}

const edited = (actor: Actor, request: EditorsFact): boolean =>
  request.author === actor.personId || request.editors.includes(actor.personId);

export const isEditor: Check<EditorsFact, object> = (actor, before) => refuseIf(!edited(actor, before), 'notAnEditor');

export const neverEdited: Check<EditorsFact, object> = (actor, before) => refuseIf(edited(actor, before), 'ownRequest');

export const holdsReviewerRole: Check<object, { readonly reviewerRole: string }> = (actor, _before, { reviewerRole }) =>
  refuseIf(!holds(actor, 'REVIEWER', reviewerRole), 'reviewerRole', { role: reviewerRole });

/** Persons whose sign-off the release rests on. */
export interface SignersFact {
  readonly signers: readonly string[];
}

export const neverSigned: Check<SignersFact, object> = (actor, before) =>
  refuseIf(before.signers.includes(actor.personId), 'ownSignOff');

export interface ChannelsFact {
  readonly channels: readonly string[];
}

export const mayReadChannels: Check<object, ChannelsFact> = (actor, _before, { channels }) => {
  const { channels: entitled } = actor;
  if (entitled === null) return null;
  const refused = channels.find((channel) => !entitled.includes(channel));
  return refused === undefined ? null : says('identity.forbidden.channel', { channel: refused });
};

/** The person whose account or role is altered. */
export interface PersonFact {
  readonly person: string;
}

export const isSomebodyElse: Check<PersonFact, object> = (actor, before) =>
  refuseIf(before.person === actor.personId, 'toOneself');

/** How many persons could still administer afterwards: with a role, and an account that is not locked. */
export interface AdministratorsFact {
  readonly administrators: number;
}

export const leavesAnAdministrator: Check<object, AdministratorsFact> = (_actor, _before, after) =>
  refuseIf(after.administrators < 1, 'lastAdministrator');
