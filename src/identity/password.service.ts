import { Injectable } from '@nestjs/common';
import { type Busy, type Forbidden, isProblem, type LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import { AccountStore } from './account.store.js';
import { Administration } from './administration.js';
import { checkPassword, foldUsername } from './core/account-input.js';
import type { Actor } from './core/actor.js';
import { CredentialCheck, wrongCredentials } from './credential.check.js';
import { Passwords } from './password.js';
import { SessionStore } from './session.store.js';

export interface PasswordChange {
  readonly current: string;
  readonly password: string;
  readonly address: string;
}

type Changed = Actor | Forbidden | ValidationFailed | LimitExceeded | Busy;

@Injectable()
export class PasswordService {
  constructor(
    private readonly administration: Administration,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly check: CredentialCheck,
  ) {}

  /** One's own, by proving the old one; every session ends, this one too: whoever stole one is out. */
  async change(actor: Actor, change: PasswordChange, key: string | undefined): Promise<Changed> {
    const username = actor.username ?? '';
    const faults = checkPassword(change.password, username, 'password');
    if (faults.length > 0) return new ValidationFailed(faults);
    const proven = await this.check.prove({ username, password: change.current, address: change.address });
    if (isProblem(proven)) return proven;
    const passwordHash = await this.passwords.hash(change.password);
    const call = { actor, action: 'password.change', key, args: { username } } as const;
    const changed = await this.administration.run(call, async (tx) => {
      const account = await this.accounts.lock(tx, foldUsername(username));
      if (account?.person.personId !== actor.personId) return wrongCredentials();
      await this.sessions.forgiveAttempt(tx, proven.keys);
      const ended = await this.accounts.setPassword(tx, account.id, passwordHash);
      return { subject: username, personId: actor.personId, detail: { ended } };
    });
    return isProblem(changed) ? changed : actor;
  }
}
