import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { says } from '../kernel/message.js';
import { isProblem } from '../kernel/problem.js';
import { Config } from '../platform/config.js';
import { say } from '../platform/i18n.js';
import { newId } from '../platform/id.js';
import { type Tx, Transactor } from '../platform/transactor.js';
import { type Account, AccountStore, type AccountWithHash } from './account.store.js';
import { DEMONSTRATION_PREFIX } from './core/account-input.js';
import type { RoleGrant } from './core/actor.js';
import { DEMONSTRATION, type DemonstrationAccount } from './core/demonstration.js';
import { textTable } from './core/text-table.js';
import { Passwords } from './password.js';

/** Keeps the accounts that everybody knows: there in a demonstration, shut in production. */
@Injectable()
export class Demonstration implements OnApplicationBootstrap {
  private accountsThere: readonly Account[] = [];

  constructor(
    private readonly config: Config,
    private readonly transactor: Transactor,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const there = await this.transactor.run(async (tx) => {
      // Two processes that start at once come one after the other.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('zidian demonstration accounts'))`);
      const known = await this.accounts.ofStaff(tx, DEMONSTRATION_PREFIX);
      return this.config.demonstration ? this.prepare(tx, known) : this.shut(tx, known);
    });
    if (isProblem(there)) throw new Error('The demonstration accounts are being altered elsewhere; start again.');
    this.accountsThere = there;
  }

  /** The accounts with their duties and their password, to be shown at the start; empty in production. */
  table(): string {
    if (!this.config.demonstration) return '';
    const { language, demoPassword } = this.config;
    const said = (key: string, params = {}): string => say(says(`identity.${key}`, params), language);
    if (this.accountsThere.length === 0) return said('demonstration.none');
    const duty = ({ role, scope }: RoleGrant): string => {
      const kind = role === 'MAINTAINER' ? said(`kind.${scope}`) : scope;
      return said(`duty.${role}`, { scope: kind }).trimEnd();
    };
    const head = ['username', 'name', 'duties'].map((column) => said(`demonstration.${column}`));
    const rows = this.accountsThere.map(({ username, locked, person }) => [
      username + (locked ? said('demonstration.locked') : ''),
      person.name,
      person.roles.map(duty).join(', '),
    ]);
    return `${said('demonstration.heading', { password: demoPassword })}\n${textTable([head, ...rows])}`;
  }

  /** A database that has accounts of its own gets none that everybody knows, whatever mode it is started in. */
  private async prepare(tx: Tx, known: readonly AccountWithHash[]): Promise<readonly Account[]> {
    const inOrder = new Map(DEMONSTRATION.map(({ username }, place) => [username, place]));
    if (known.length === 0 && (await this.accounts.any(tx))) return [];
    const names = new Set(known.map(({ username }) => username));
    const missing = DEMONSTRATION.filter(({ username }) => !names.has(username));
    const outdated = await this.withOtherPasswords(known);
    if (missing.length + outdated.length > 0) {
      const passwordHash = await this.passwords.hash(this.config.demoPassword);
      for (const account of missing) await this.add(tx, account, passwordHash);
      for (const { id } of outdated) await this.accounts.setPassword(tx, id, passwordHash);
      await this.record(tx, 'demonstration.prepare', { made: missing.length, newPasswords: outdated.length });
    }
    const there = await this.accounts.ofStaff(tx, DEMONSTRATION_PREFIX);
    return [...there].sort((a, b) => (inOrder.get(a.username) ?? 0) - (inOrder.get(b.username) ?? 0));
  }

  private async shut(tx: Tx, known: readonly Account[]): Promise<readonly Account[]> {
    const open = known.filter(({ locked }) => !locked);
    for (const { id } of open) await this.accounts.close(tx, id);
    if (open.length > 0) await this.record(tx, 'demonstration.shut', { locked: open.length });
    return [];
  }

  /** They all share one hash, made once: looking at each would take a third of a second of every start. */
  private async withOtherPasswords(known: readonly AccountWithHash[]): Promise<readonly Account[]> {
    const right = new Set<string>();
    for (const passwordHash of new Set(known.map((account) => account.passwordHash))) {
      if ((await this.passwords.matches(passwordHash, this.config.demoPassword)) === true) right.add(passwordHash);
    }
    return known.filter(({ passwordHash }) => !right.has(passwordHash));
  }

  private async add(
    tx: Tx,
    { username, name, staffNumber, roles }: DemonstrationAccount,
    passwordHash: string,
  ): Promise<void> {
    const person = await this.accounts.personOf(tx, { id: newId(), staffNumber, name, machine: false });
    const added = await this.accounts.add(tx, { id: newId(), personId: person.id, folded: username, passwordHash });
    // The name is taken by a real account: that one stays what it is.
    if (!added) return;
    for (const { role, scope } of roles) {
      await this.accounts.grant(tx, { id: newId(), personId: person.id, role, scope, grantedBy: null });
    }
  }

  private record(tx: Tx, action: string, detail: Record<string, number>): Promise<void> {
    return this.audit.record(tx, { actorId: null, action, subject: 'demonstration', detail });
  }
}
