import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest } from '../kernel/digest.js';
import type { Db, Tx } from '../platform/transactor.js';
import { MACHINE_PREFIX } from './core/account-input.js';

/** A key as an administrator sees it. Its id is the SHA-256 of the key, from which nobody gets the key back. */
export interface ApiKey {
  readonly id: string;
  readonly personId: string;
  readonly system: string;
  readonly name: string;
  readonly channels: readonly string[];
  readonly revoked: boolean;
  readonly createdAt: Date;
}

@Injectable()
export class ApiKeyStore {
  async find(db: Db, id: Digest): Promise<ApiKey | null> {
    const [key] = await db.query<ApiKey[]>(`${API_KEYS} WHERE k.key_hash = $2`, [MACHINE_PREFIX, bytesOf(id)]);
    return key ?? null;
  }

  /** Keys in the order of their ids, with one more than asked, and how many there are in all. */
  async page(db: Db, first: number, after: Digest | null): Promise<{ keys: ApiKey[]; total: number }> {
    const sql = `${API_KEYS} WHERE $2::bytea IS NULL OR k.key_hash > $2 ORDER BY k.key_hash LIMIT $3`;
    const keys = await db.query<ApiKey[]>(sql, [MACHINE_PREFIX, after && bytesOf(after), first + 1]);
    const [count] = await db.query<{ total: number }[]>('SELECT count(*)::integer AS total FROM api_key');
    return { keys, total: count?.total ?? 0 };
  }

  async add(
    tx: Tx,
    key: { id: Digest; personId: string; channels: readonly string[]; createdBy: string },
  ): Promise<void> {
    await tx.query(ADD, [bytesOf(key.id), key.personId, key.channels, key.createdBy]);
  }

  /** False where it was revoked already. */
  async revoke(tx: Tx, id: Digest): Promise<boolean> {
    const sql = 'UPDATE api_key SET revoked_at = now() WHERE key_hash = $1 AND revoked_at IS NULL';
    const [, revoked] = await tx.query<[unknown[], number]>(sql, [bytesOf(id)]);
    return revoked === 1;
  }
}

const API_KEYS = `
  SELECT encode(k.key_hash, 'hex') AS id, k.person_id AS "personId",
    substring(p.staff_number FROM length($1::text) + 1) AS system, p.name, k.channels, k.revoked_at IS NOT NULL AS revoked, k.created_at AS "createdAt"
  FROM api_key k JOIN person p ON p.id = k.person_id`;

const ADD = `INSERT INTO api_key (key_hash, person_id, channels, created_by) VALUES ($1, $2, $3, $4)`;
