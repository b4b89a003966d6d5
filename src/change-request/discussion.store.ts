import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transactor.js';
import type { TimeCursor } from './cursor.js';
import { Discussion } from './discussion.entity.js';

@Injectable()
export class DiscussionStore {
  async insert(tx: Tx, discussion: Omit<Discussion, 'at'>): Promise<void> {
    await tx.insert(Discussion, discussion);
  }

  /** What was said about a request, the oldest first, behind `after`. */
  async page(
    db: EntityManager,
    requestId: string,
    limit: number,
    after: TimeCursor | null,
  ): Promise<{ readonly discussions: Discussion[]; readonly totalCount: number }> {
    const asked = db.createQueryBuilder(Discussion, 'd').where('d.request_id = :requestId', { requestId });
    const totalCount = await asked.getCount();
    if (after) asked.andWhere('(d.at, d.id) > (:at::timestamptz, :id::uuid)', { ...after });
    const discussions = await asked.orderBy('d.at').addOrderBy('d.id').take(limit).getMany();
    return { discussions, totalCount };
  }
}
