import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import type { Tx } from '../platform/transactor.js';
import { Attachment } from './attachment.entity.js';

export type NewAttachment = Omit<Attachment, 'uploadedAt' | 'removedAt' | 'bytes'> & { readonly bytes: Buffer };

@Injectable()
export class AttachmentStore {
  async insert(tx: Tx, attachment: NewAttachment): Promise<void> {
    await tx.insert(Attachment, attachment);
  }

  /** The files of requests that were not taken away, in the order in which they came; without their bytes. */
  current(db: EntityManager, requestIds: readonly string[]): Promise<Attachment[]> {
    return db.find(Attachment, {
      where: { requestId: In([...requestIds]), removedAt: IsNull() },
      order: { uploadedAt: 'ASC', id: 'ASC' },
    });
  }

  /** With its bytes, whether it was taken away or not: what was once signed can always be looked at. */
  find(db: EntityManager, requestNumber: string, id: string): Promise<Attachment | null> {
    return db
      .createQueryBuilder(Attachment, 'a')
      .addSelect('a.bytes')
      .where('a.id = :id AND a.request_id = (SELECT r.id FROM change_request r WHERE r.number = :requestNumber)', {
        id,
        requestNumber,
      })
      .getOne();
  }

  /** False where the request has no such file, or had it taken away already. */
  async remove(tx: Tx, requestId: string, id: string): Promise<boolean> {
    const rows = await tx.query<[unknown[], number]>(
      `UPDATE attachment SET removed_at = clock_timestamp() WHERE id = $1 AND request_id = $2 AND removed_at IS NULL`,
      [id, requestId],
    );
    return rows[1] > 0;
  }
}
