/** What a person may be trusted with. MAINTAINER has a kind of dictionary as its scope, REVIEWER an entry of `reviewer_role`. */
export const ROLES = [
  'MAINTAINER',
  'REVIEWER',
  'RELEASE_MANAGER',
  'MONITOR',
  'DUTY_OFFICER',
  'ADMINISTRATOR',
  'REQUESTER',
] as const;
export type Role = (typeof ROLES)[number];

export const DICTIONARY_KINDS = ['PUBLIC', 'SYSTEM', 'DRUG', 'PRICE'] as const;
export type DictionaryKind = (typeof DICTIONARY_KINDS)[number];

/** A role as a person holds it. `scope` is empty for the roles that have none. */
export interface RoleGrant {
  readonly role: Role;
  readonly scope: string;
}

/** Who acts. It is the person that counts, never the account: two accounts of one person are one actor. */
export interface Actor {
  readonly personId: string;
  readonly name: string;
  /** Null for machines and for nobody. */
  readonly username: string | null;
  /** A system that reads with an API key. Machines never sign, edit or apply. */
  readonly machine: boolean;
  readonly roles: readonly RoleGrant[];
  /** The channels it may read; null is all of them. */
  readonly channels: readonly string[] | null;
}

/** Not the id of any person: `newId` never makes it, and the table of persons refuses it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Nobody has signed in, and nobody may read. */
export const ANONYMOUS: Actor = Object.freeze({
  personId: NOBODY,
  name: '',
  username: null,
  machine: false,
  roles: [],
  channels: [],
});

/** Nobody has signed in, where the hospital lets anybody read what is in force. */
export const ANONYMOUS_READER: Actor = Object.freeze({ ...ANONYMOUS, channels: ['PRODUCTION'] });

export const isSignedIn = (actor: Actor): boolean => actor.personId !== NOBODY;

export const holds = (actor: Actor, role: Role, scope?: string): boolean =>
  actor.roles.some((grant) => grant.role === role && (scope === undefined || grant.scope === scope));
