import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest, digestOf } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import type { Db, Tx } from '../platform/transactor.js';
import type { Decision } from './core/required.js';
import type { SignOff } from './sign-off.entity.js';

export interface NewSignOff {
  readonly id: string;
  readonly requestId: string;
  readonly revision: number;
  readonly digest: Digest;
  readonly reviewerId: string;
  readonly role: string;
  readonly decision: Decision;
  readonly comment: string | null;
}

type SignOffRow = Omit<SignOff, 'digest' | 'at'> & { readonly digest: Buffer; readonly at: Date };

const signOffOf = (row: SignOffRow): SignOff => ({ ...row, digest: digestOf(row.digest), at: row.at.toISOString() });

@Injectable()
export class SignOffStore {
  /** Every sign-off of each request, stale ones too, in the order in which they were given. */
  async ofRequests(db: Db, requestIds: readonly string[]): Promise<ReadonlyMap<string, readonly SignOff[]>> {
    const rows = await db.query<SignOffRow[]>(OF_REQUESTS, [requestIds]);
    const given = new Map<string, SignOff[]>(requestIds.map((id) => [id, []]));
    for (const row of rows) given.get(row.requestId)?.push(signOffOf(row));
    return given;
  }

  async ofRequest(db: Db, requestId: string): Promise<readonly SignOff[]> {
    return (await this.ofRequests(db, [requestId])).get(requestId) ?? [];
  }

  /** Records a decision and answers with the instant at which it counts, by the database's clock. */
  async add(tx: Tx, signOff: NewSignOff): Promise<Instant> {
    const rows = await tx.query<{ at: Date }[]>(ADD, [
      ...[signOff.id, signOff.requestId, signOff.revision, bytesOf(signOff.digest), signOff.reviewerId],
      ...[signOff.role, signOff.decision, signOff.comment],
    ]);
    const [row] = rows;
    if (!row) throw new Error('A sign-off was not recorded.');
    return row.at.toISOString();
  }
}

const OF_REQUESTS = `
  SELECT id, request_id AS "requestId", revision, digest, reviewer_id AS "reviewerId", role, decision, comment, at
  FROM sign_off WHERE request_id = ANY ($1::uuid[]) ORDER BY at, id`;

const ADD = `
  INSERT INTO sign_off (id, request_id, revision, digest, reviewer_id, role, decision, comment, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, date_trunc('milliseconds', clock_timestamp())) RETURNING at`;
