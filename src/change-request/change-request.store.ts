import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dateInZone } from '../kernel/zone.js';
import type { Instant } from '../kernel/timeline.js';
import { Config } from '../platform/config.js';
import type { Db, Tx } from '../platform/transactor.js';
import { ChangeRequest, ChangeRequestEditor } from './change-request.entity.js';
import type { TimeCursor } from './cursor.js';
import type { ChangeRequestStatus } from './core/lifecycle.js';
import { requestNumber } from './core/number.js';

/** Which requests are asked for. `ids`: only these, whatever else is said. */
export interface RequestFilter {
  readonly status?: readonly ChangeRequestStatus[] | undefined;
  readonly dictionary?: string | undefined;
  /** Edited by this person, in whatever revision. */
  readonly editor?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  /** In review longer than the working calendar allows. */
  readonly overdue?: boolean | undefined;
}

export type NewRequest = Omit<
  ChangeRequest,
  'status' | 'revision' | 'evidence' | 'createdAt' | 'submittedAt' | 'dueAt' | 'closedAt'
>;
export type RequestPatch = Partial<Omit<ChangeRequest, 'id' | 'number' | 'authorId'>>;

@Injectable()
export class ChangeRequestStore {
  constructor(private readonly config: Config) {}

  find(db: EntityManager, number: string): Promise<ChangeRequest | null> {
    return db.findOneBy(ChangeRequest, { number });
  }

  findById(db: EntityManager, id: string): Promise<ChangeRequest | null> {
    return db.findOneBy(ChangeRequest, { id });
  }

  /** Locks the request until the transaction ends: the first lock of every write that touches one. */
  lock(tx: Tx, number: string): Promise<ChangeRequest | null> {
    return tx.findOne(ChangeRequest, { where: { number }, lock: { mode: 'pessimistic_write' } });
  }

  /** A number of its own, in the hospital's year by the database's clock. */
  async nextNumber(tx: Tx, now: Instant): Promise<string> {
    const [row] = await tx.query<{ n: string }[]>(`SELECT nextval('change_request_number') AS n`);
    return requestNumber(dateInZone(now, this.config.zone).slice(0, 4), Number(row?.n));
  }

  async insert(tx: Tx, request: NewRequest): Promise<void> {
    await tx.insert(ChangeRequest, request);
  }

  async update(tx: Tx, id: string, patch: RequestPatch): Promise<void> {
    await tx.update(ChangeRequest, { id }, patch);
  }

  /** Remembers for ever that somebody edited the request; the first revision they did so in stays. */
  async addEditor(tx: Tx, requestId: string, personId: string, revision: number): Promise<void> {
    await tx.query(
      `INSERT INTO change_request_editor (request_id, person_id, first_revision) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [requestId, personId, revision],
    );
  }

  /** The editors of each request, the first of them first. */
  async editors(db: EntityManager, requestIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows: ChangeRequestEditor[] = await db.query(
      `SELECT request_id AS "requestId", person_id AS "personId" FROM change_request_editor
       WHERE request_id = ANY ($1::uuid[]) ORDER BY first_revision, person_id`,
      [requestIds],
    );
    const editors = new Map<string, string[]>(requestIds.map((id) => [id, []]));
    for (const { requestId, personId } of rows) editors.get(requestId)?.push(personId);
    return editors;
  }

  /** The dictionaries that each request touches. */
  async dictionaries(db: Db, requestIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await db.query<{ requestId: string; dictionaries: string[] }[]>(
      `SELECT request_id AS "requestId", array_agg(DISTINCT dictionary ORDER BY dictionary) AS dictionaries
       FROM change WHERE request_id = ANY ($1::uuid[]) GROUP BY request_id`,
      [requestIds],
    );
    return new Map(rows.map(({ requestId, dictionaries }) => [requestId, dictionaries]));
  }

  /** A page of requests, newest first, and how many there are in all. */
  async page(
    db: EntityManager,
    filter: RequestFilter,
    limit: number,
    after: TimeCursor | null,
  ): Promise<{ readonly requests: ChangeRequest[]; readonly totalCount: number }> {
    const asked = db.createQueryBuilder(ChangeRequest, 'r');
    if (filter.status) asked.andWhere('r.status = ANY (:status)', { status: filter.status });
    if (filter.ids) asked.andWhere('r.id = ANY (:ids)', { ids: filter.ids });
    if (filter.overdue !== undefined) {
      asked.andWhere(
        `(r.status = 'IN_REVIEW' AND r.due_at < clock_timestamp()) IS ${filter.overdue ? '' : 'NOT '}TRUE`,
      );
    }
    if (filter.dictionary !== undefined) {
      asked.andWhere('EXISTS (SELECT FROM change c WHERE c.request_id = r.id AND c.dictionary = :dictionary)', filter);
    }
    if (filter.editor !== undefined) {
      asked.andWhere(
        'EXISTS (SELECT FROM change_request_editor e WHERE e.request_id = r.id AND e.person_id = :editor)',
        filter,
      );
    }
    const totalCount = await asked.getCount();
    if (after) asked.andWhere('(r.created_at, r.id) < (:at::timestamptz, :id::uuid)', { ...after });
    const requests = await asked.orderBy('r.createdAt', 'DESC').addOrderBy('r.id', 'DESC').take(limit).getMany();
    return { requests, totalCount };
  }
}
