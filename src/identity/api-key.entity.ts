import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { PersonEntity } from './person.entity.js';

/** What a system reads with, and which channels it may read. The key itself is shown once and kept only as its SHA-256. */
@Entity('api_key')
@ForeignKey(() => PersonEntity, ['personId'], ['id'], { name: 'api_key_person_fk' })
@ForeignKey(() => PersonEntity, ['createdBy'], ['id'], { name: 'api_key_by_fk' })
export class ApiKeyEntity {
  @PrimaryColumn('bytea', { name: 'key_hash', primaryKeyConstraintName: 'api_key_pk' }) keyHash: Buffer;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text', { array: true }) channels: string[];
  @Column('uuid', { name: 'created_by' }) createdBy: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true }) revokedAt: Date | null;
}
