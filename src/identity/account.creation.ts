import { type Issue, issue } from '../kernel/message.js';
import { ValidationFailed } from '../kernel/problem.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import type { AccountStore } from './account.store.js';
import { type AccountInput, foldUsername } from './core/account-input.js';

/** Who an account was made for. */
export interface MadeAccount {
  readonly username: string;
  readonly personId: string;
  readonly staffNumber: string;
  readonly name: string;
}

/** Writes an account, and its person where the staff number is new. The input has been checked for its form. */
export const writeAccount = async (
  tx: Tx,
  accounts: AccountStore,
  input: AccountInput,
  passwordHash: string,
): Promise<MadeAccount | ValidationFailed> => {
  const { staffNumber } = input;
  const name = input.name.trim();
  const username = foldUsername(input.username);
  const person = await accounts.personOf(tx, { id: newId(), staffNumber, name, machine: false });
  const free = await accounts.add(tx, { id: newId(), personId: person.id, folded: username, passwordHash });
  const faults: Issue[] = [];
  if (person.name !== name) faults.push(issue('input.name', 'identity.input.otherName', { staffNumber }));
  if (!free) faults.push(issue('input.username', 'identity.input.usernameTaken', { username }));
  return faults.length > 0 ? new ValidationFailed(faults) : { username, personId: person.id, staffNumber, name };
};
