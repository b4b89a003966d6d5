import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('idempotency_key')
@Check('idempotency_key_length', 'length(key) BETWEEN 1 AND 200')
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid', { name: 'actor_id', primaryKeyConstraintName: 'idempotency_key_pk' }) actorId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pk' }) key: string;
  @Column('text') operation: string;
  @Column('bytea', { name: 'request_digest' }) requestDigest: Buffer;
  @Column('jsonb', { nullable: true }) outcome: unknown;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' }) createdAt: Date;
}
