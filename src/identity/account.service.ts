import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { issue } from '../kernel/message.js';
import { type Busy, type Forbidden, isProblem, NotFound, ValidationFailed, WrongState } from '../kernel/problem.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import { writeAccount } from './account.creation.js';
import { type Account, AccountStore } from './account.store.js';
import { Administration, type Call, type Outcome, type Refusal } from './administration.js';
import { type AccountInput, checkAccount, checkGrant, checkPassword, foldUsername } from './core/account-input.js';
import type { Actor, RoleGrant } from './core/actor.js';
import { decide } from './core/decide.js';
import { Passwords } from './password.js';

type Common = Forbidden | ValidationFailed | Busy;
type Altered = Account | NotFound | Common;

/** A role to be given to, or taken from, the person of an account. */
export interface RoleInput extends RoleGrant {
  readonly username: string;
}

@Injectable()
export class AccountService {
  constructor(
    private readonly administration: Administration,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly dataSource: DataSource,
  ) {}

  /** An account for a person, who is made where the staff number is new. */
  async create(actor: Actor, input: AccountInput, key: string | undefined): Promise<Account | Common> {
    const refused = decide(actor, 'account.create', {}, {});
    if (refused) return refused;
    const faults = checkAccount(input);
    if (faults.length > 0) return new ValidationFailed(faults);
    const { password, ...args } = input;
    const passwordHash = await this.passwords.hash(password);
    return this.alter({ actor, action: 'account.create', key, args }, async (tx) => {
      const made = await writeAccount(tx, this.accounts, input, passwordHash);
      return isProblem(made) ? made : { subject: made.username, personId: made.personId, detail: { ...made } };
    });
  }

  /** Ends the account's sessions, at once and everywhere, and begins no more. */
  lock(actor: Actor, username: string, key: string | undefined): Promise<Altered | WrongState> {
    return this.alter({ actor, action: 'account.lock', key, args: { username } }, async (tx) => {
      const found = await this.accounts.find(tx, foldUsername(username));
      if (!found) return new NotFound('account', username);
      const administrators = await this.accounts.administratorsWithout(tx, { accountId: found.id });
      const account = await this.accounts.lock(tx, found.username);
      const { personId } = found.person;
      const refused = decide(actor, 'account.lock', { person: personId }, { administrators });
      if (refused) return refused;
      if (!account || account.locked) return new WrongState('LOCKED', ['OPEN']);
      const ended = await this.accounts.close(tx, account.id);
      return { subject: account.username, personId, detail: { ended } };
    });
  }

  unlock(actor: Actor, username: string, key: string | undefined): Promise<Altered | WrongState> {
    return this.alter({ actor, action: 'account.unlock', key, args: { username } }, async (tx) => {
      const account = await this.accounts.lock(tx, foldUsername(username));
      if (!account) return new NotFound('account', username);
      const { personId } = account.person;
      const refused = decide(actor, 'account.unlock', { person: personId }, {});
      if (refused) return refused;
      if (!account.locked) return new WrongState('OPEN', ['LOCKED']);
      await this.accounts.open(tx, account.id);
      return { subject: account.username, personId, detail: {} };
    });
  }

  /** A new password for somebody who forgot theirs; their sessions end. */
  async setPassword(actor: Actor, username: string, password: string, key: string | undefined): Promise<Altered> {
    const faults = checkPassword(password, username, 'password');
    if (faults.length > 0) return new ValidationFailed(faults);
    const passwordHash = await this.passwords.hash(password);
    return this.alter({ actor, action: 'account.setPassword', key, args: { username } }, async (tx) => {
      const account = await this.accounts.lock(tx, foldUsername(username));
      if (!account) return new NotFound('account', username);
      const { personId } = account.person;
      const refused = decide(actor, 'account.setPassword', { person: personId }, {});
      if (refused) return refused;
      const ended = await this.accounts.setPassword(tx, account.id, passwordHash);
      return { subject: account.username, personId, detail: { ended } };
    });
  }

  grantRole(actor: Actor, input: RoleInput, key: string | undefined): Promise<Altered> {
    const { username, role, scope } = input;
    return this.alter({ actor, action: 'role.grant', key, args: { username, role, scope } }, async (tx) => {
      const account = await this.accounts.lock(tx, foldUsername(username));
      if (!account) return new NotFound('account', username);
      const { personId } = account.person;
      const refused = decide(actor, 'role.grant', { person: personId }, {});
      if (refused) return refused;
      const faults = checkGrant(role, scope);
      if (faults.length > 0) return new ValidationFailed(faults);
      const given = await this.accounts.grant(tx, { id: newId(), personId, role, scope, grantedBy: actor.personId });
      if (!given) return new ValidationFailed([issue('role', 'identity.input.roleHeld')]);
      return { subject: account.username, personId, detail: { role, scope } };
    });
  }

  revokeRole(actor: Actor, input: RoleInput, key: string | undefined): Promise<Altered> {
    const { username, role, scope } = input;
    return this.alter({ actor, action: 'role.revoke', key, args: { username, role, scope } }, async (tx) => {
      const account = await this.accounts.find(tx, foldUsername(username));
      if (!account) return new NotFound('account', username);
      const { personId } = account.person;
      const held = await this.accounts.findGrant(tx, personId, role, scope);
      if (!held) return new ValidationFailed([issue('role', 'identity.input.roleNotHeld')]);
      const administrators = await this.accounts.administratorsWithout(tx, { grantId: held });
      const refused = decide(actor, 'role.revoke', {}, { administrators });
      if (refused) return refused;
      const taken = await this.accounts.revokeGrant(tx, held);
      if (!taken) return new ValidationFailed([issue('role', 'identity.input.roleNotHeld')]);
      return { subject: account.username, personId, detail: { role, scope } };
    });
  }

  private async alter<R extends Outcome>(
    call: Call,
    work: (tx: Tx) => Promise<R>,
  ): Promise<Account | Refusal<R> | Common> {
    const username = await this.administration.run(call, work);
    return isProblem(username) ? username : this.accounts.get(this.dataSource.manager, username);
  }
}
