import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { issue } from '../kernel/message.js';
import { type Busy, isProblem, ValidationFailed } from '../kernel/problem.js';
import { newId } from '../platform/id.js';
import { type Tx, Transactor } from '../platform/transactor.js';
import { type MadeAccount, writeAccount } from './account.creation.js';
import { AccountStore } from './account.store.js';
import { type AccountInput, checkAccount } from './core/account-input.js';
import { Passwords } from './password.js';

/** Makes an administrator where nobody is there who could: only a command at the service's own machine reaches this. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly transactor: Transactor,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  /** `another` says that there may be one already. */
  async make(input: AccountInput, another: boolean): Promise<MadeAccount | ValidationFailed | Busy> {
    const faults = checkAccount(input);
    if (faults.length > 0) return new ValidationFailed(faults);
    const passwordHash = await this.passwords.hash(input.password);
    return this.transactor.run((tx) => this.write(tx, input, passwordHash, another));
  }

  private async write(tx: Tx, input: AccountInput, passwordHash: string, another: boolean) {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('zidian first administrator'))`);
    const administrators = await this.accounts.administratorsWithout(tx, {});
    if (administrators > 0 && !another) return new ValidationFailed([issue('another', 'identity.command.exists')]);
    const made = await writeAccount(tx, this.accounts, input, passwordHash);
    if (isProblem(made)) return made;
    const { username, personId } = made;
    await this.accounts.grant(tx, { id: newId(), personId, role: 'ADMINISTRATOR', scope: '', grantedBy: null });
    await this.audit.record(tx, {
      actorId: null,
      action: 'administrator.make',
      subject: username,
      detail: { ...made },
    });
    return made;
  }
}
