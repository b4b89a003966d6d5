import { type Issue, issue } from '../../kernel/message.js';
import { DICTIONARY_KINDS, type Role } from './actor.js';

export const NAME_LENGTH_MAX = 64;
/** NIST SP 800-63B asks for eight; ours are guessed at a thousand times a day at most, and ten are hopeless at that pace. */
export const PASSWORD_LENGTH_MIN = 10;
/** argon2 reads every byte, so a password has an end. */
export const PASSWORD_LENGTH_MAX = 200;
/** Staff numbers that only the demonstration gives, so that its accounts can be told from real ones for ever. */
export const DEMONSTRATION_PREFIX = 'DEMO-';
/** Staff numbers of machines, which are no staff. */
export const MACHINE_PREFIX = 'MACHINE-';

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;
const STAFF_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const SYSTEM = /^[A-Z][A-Z0-9_]{1,30}$/;
const REVIEWER_ROLE = /^[A-Z][A-Z0-9_]{1,62}$/;
// Control characters, halves of characters, and marks that turn text around: a name is read by people.
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/** Usernames are the same to a person whatever their case or width, and so they are to us. */
export const foldUsername = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

/** What may be looked up: whatever cannot be a username is nobody's, and counts as one and the same nobody. */
export const usernameToLookUp = (username: string): string => {
  const folded = foldUsername(username);
  return USERNAME.test(folded) ? folded : '';
};

export interface AccountInput {
  readonly username: string;
  readonly name: string;
  readonly staffNumber: string;
  readonly password: string;
}

const found = (...issues: readonly (Issue | false)[]): readonly Issue[] => issues.filter((one) => one !== false);

export const checkAccount = (input: AccountInput): readonly Issue[] => [
  ...found(
    !USERNAME.test(foldUsername(input.username)) && issue('input.username', 'identity.input.username'),
    reserved(input.staffNumber) && issue('input.staffNumber', 'identity.input.reservedStaffNumber'),
    !STAFF_NUMBER.test(input.staffNumber) && issue('input.staffNumber', 'identity.input.staffNumber'),
  ),
  ...checkName(input.name, 'input.name'),
  ...checkPassword(input.password, input.username, 'input.password'),
];

const reserved = (staffNumber: string): boolean =>
  [DEMONSTRATION_PREFIX, MACHINE_PREFIX].some((prefix) => staffNumber.toUpperCase().startsWith(prefix));

const checkName = (name: string, path: string): readonly Issue[] =>
  found(
    (name.trim() === '' || name.length > NAME_LENGTH_MAX || UNREADABLE.test(name)) &&
      issue(path, 'identity.input.name', { max: NAME_LENGTH_MAX }),
  );

export const checkPassword = (password: string, username: string, path: string): readonly Issue[] => {
  const length = [...password].length;
  const params = { min: PASSWORD_LENGTH_MIN, max: PASSWORD_LENGTH_MAX };
  return found(
    (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) &&
      issue(path, 'identity.input.passwordLength', params),
    foldUsername(password) === foldUsername(username) && issue(path, 'identity.input.passwordIsUsername'),
  );
};

/** A grant's scope: the kind a maintainer maintains, the role a reviewer signs in; other roles have none. */
export const checkGrant = (role: Role, scope: string): readonly Issue[] => {
  if (role === 'MAINTAINER') {
    const known = DICTIONARY_KINDS.some((kind) => kind === scope);
    return found(!known && issue('scope', 'identity.input.kindScope', { kinds: DICTIONARY_KINDS.join(', ') }));
  }
  if (role === 'REVIEWER') return found(!REVIEWER_ROLE.test(scope) && issue('scope', 'identity.input.reviewerScope'));
  return found(scope !== '' && issue('scope', 'identity.input.noScope'));
};

export interface ApiKeyInput {
  readonly system: string;
  readonly name: string;
  readonly channels: readonly string[];
}

export const checkApiKey = (input: ApiKeyInput): readonly Issue[] => [
  ...found(
    !SYSTEM.test(input.system) && issue('input.system', 'identity.input.system'),
    (input.channels.length === 0 || input.channels.length > 10) && issue('input.channels', 'identity.input.channels'),
  ),
  ...input.channels.flatMap((channel, index) =>
    found(!SYSTEM.test(channel) && issue(`input.channels[${index}]`, 'identity.input.channel')),
  ),
  ...checkName(input.name, 'input.name'),
];
