import { Injectable } from '@nestjs/common';
import type { Db, Tx } from '../platform/transactor.js';
import type { Role } from './core/actor.js';
import { type Person, ROLES_OF_P } from './people.store.js';

/** An account and its person, as an administrator sees them. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly staffNumber: string;
  readonly locked: boolean;
  readonly createdAt: Date;
  readonly person: Person;
}

export interface AccountWithHash extends Account {
  readonly passwordHash: string;
}

export interface NewPerson {
  readonly id: string;
  readonly staffNumber: string;
  readonly name: string;
  readonly machine: boolean;
}

export interface Grant {
  readonly id: string;
  readonly personId: string;
  readonly role: Role;
  readonly scope: string;
  /** Null where the service itself gives it. */
  readonly grantedBy: string | null;
}

export interface NewAccount {
  readonly id: string;
  readonly personId: string;
  readonly folded: string;
  readonly passwordHash: string;
}

@Injectable()
export class AccountStore {
  async find(db: Db, folded: string): Promise<Account | null> {
    const [account] = await db.query<Account[]>(`${ACCOUNTS} WHERE a.folded = $1`, [folded]);
    return account ?? null;
  }

  /** An account that is known to be there. */
  async get(db: Db, folded: string): Promise<Account> {
    const account = await this.find(db, folded);
    if (!account) throw new Error('An account that was there is gone; accounts are never deleted.');
    return account;
  }

  /** Whoever alters an account alters it alone. */
  async lock(tx: Tx, folded: string): Promise<Account | null> {
    await tx.query('SELECT FROM account WHERE folded = $1 FOR UPDATE', [folded]);
    return this.find(tx, folded);
  }

  /** Accounts of the persons whose staff number begins so, with what their passwords are checked against. */
  ofStaff(tx: Tx, prefix: string): Promise<AccountWithHash[]> {
    return tx.query(
      `${accountsWith(', a.password_hash AS "passwordHash"')} WHERE starts_with(p.staff_number, $1) ORDER BY a.folded`,
      [prefix],
    );
  }

  async any(db: Db): Promise<boolean> {
    return (await db.query<unknown[]>('SELECT FROM account LIMIT 1')).length > 0;
  }

  /** Accounts by username, with one more than asked, and how many there are in all. */
  async page(db: Db, first: number, after: string): Promise<{ accounts: Account[]; total: number }> {
    const accounts = await db.query<Account[]>(`${ACCOUNTS} WHERE a.folded > $1 ORDER BY a.folded LIMIT $2`, [
      after,
      first + 1,
    ]);
    const [count] = await db.query<{ total: number }[]>('SELECT count(*)::integer AS total FROM account');
    return { accounts, total: count?.total ?? 0 };
  }

  /**
   * Locks the grants of the role that must never run out, so that two administrators who shut each other out come one
   * after the other, and counts who could administer if this account or that grant were no more.
   */
  async administratorsWithout(tx: Tx, gone: { accountId?: string; grantId?: string }): Promise<number> {
    await tx.query(LOCK_ADMINISTRATORS);
    const without = [gone.accountId ?? null, gone.grantId ?? null];
    const [count] = await tx.query<{ total: number }[]>(COUNT_ADMINISTRATORS, without);
    return count?.total ?? 0;
  }

  /** The person with this staff number: the one that is there, or else this one, who is written down. */
  async personOf(tx: Tx, person: NewPerson): Promise<{ readonly id: string; readonly name: string }> {
    await tx.query(ADD_PERSON, [person.id, person.staffNumber, person.name, person.machine]);
    const sql = 'SELECT id, name FROM person WHERE staff_number = $1';
    const [known] = await tx.query<{ id: string; name: string }[]>(sql, [person.staffNumber]);
    return known ?? person;
  }

  /** False where the username is taken. */
  async add(tx: Tx, { id, personId, folded, passwordHash }: NewAccount): Promise<boolean> {
    const rows = await tx.query<unknown[]>(ADD_ACCOUNT, [id, personId, folded, passwordHash]);
    return rows.length === 1;
  }

  /** Locks an account out; answers how many sessions ended. */
  close(tx: Tx, accountId: string): Promise<number> {
    return this.endingSessions(tx, 'UPDATE account SET locked_at = now() WHERE id = $1', [accountId]);
  }

  async open(tx: Tx, accountId: string): Promise<void> {
    await tx.query('UPDATE account SET locked_at = NULL WHERE id = $1', [accountId]);
  }

  /** Answers how many sessions ended. */
  setPassword(tx: Tx, accountId: string, passwordHash: string): Promise<number> {
    return this.endingSessions(tx, 'UPDATE account SET password_hash = $2 WHERE id = $1', [accountId, passwordHash]);
  }

  /** False where the person holds it already. */
  async grant(tx: Tx, { id, personId, role, scope, grantedBy }: Grant): Promise<boolean> {
    const rows = await tx.query<unknown[]>(GRANT, [id, personId, role, scope, grantedBy]);
    return rows.length === 1;
  }

  async findGrant(tx: Tx, personId: string, role: Role, scope: string): Promise<string | null> {
    const [grant] = await tx.query<{ id: string }[]>(FIND_GRANT, [personId, role, scope]);
    return grant?.id ?? null;
  }

  /** False where somebody else took it away already. */
  async revokeGrant(tx: Tx, id: string): Promise<boolean> {
    const sql = 'UPDATE role_grant SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL';
    const [, taken] = await tx.query<[unknown[], number]>(sql, [id]);
    return taken === 1;
  }

  private async endingSessions(tx: Tx, alteration: string, params: readonly string[]): Promise<number> {
    await tx.query(alteration, [...params]);
    const [, ended] = await tx.query<[unknown[], number]>(END_SESSIONS, [params[0]]);
    return ended;
  }
}

const accountsWith = (more: string): string => `
  SELECT a.id, a.username, p.staff_number AS "staffNumber", a.locked_at IS NOT NULL AS locked, a.created_at AS "createdAt",
    json_build_object('personId', p.id, 'name', p.name, 'username', a.username, 'machine', p.machine, 'roles', ${ROLES_OF_P})
      AS person ${more}
  FROM account a JOIN person p ON p.id = a.person_id`;

const ACCOUNTS = accountsWith('');

const LOCK_ADMINISTRATORS = `
  SELECT FROM role_grant WHERE role = 'ADMINISTRATOR' AND revoked_at IS NULL ORDER BY id FOR UPDATE`;

const COUNT_ADMINISTRATORS = `
  SELECT count(DISTINCT g.person_id)::integer AS total
  FROM role_grant g JOIN account a ON a.person_id = g.person_id
  WHERE g.role = 'ADMINISTRATOR' AND g.revoked_at IS NULL AND a.locked_at IS NULL
    AND a.id IS DISTINCT FROM $1::uuid AND g.id IS DISTINCT FROM $2::uuid`;

const ADD_PERSON = `
  INSERT INTO person (id, staff_number, name, machine) VALUES ($1, $2, $3, $4)
  ON CONFLICT ON CONSTRAINT person_staff_number DO NOTHING`;

const ADD_ACCOUNT = `
  INSERT INTO account (id, person_id, username, folded, password_hash) VALUES ($1, $2, $3, $3, $4)
  ON CONFLICT ON CONSTRAINT account_username DO NOTHING RETURNING id`;

const GRANT = `
  INSERT INTO role_grant (id, person_id, role, scope, granted_by) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (person_id, role, scope) WHERE revoked_at IS NULL DO NOTHING RETURNING id`;

const FIND_GRANT = `
  SELECT id FROM role_grant WHERE person_id = $1 AND role = $2 AND scope = $3 AND revoked_at IS NULL`;

const END_SESSIONS = `
  UPDATE session SET revoked_at = now() WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()`;
