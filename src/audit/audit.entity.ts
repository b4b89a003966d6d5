import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One state change, chained to the one before. Append-only. */
@Entity('audit_event')
@Check('audit_event_hash_length', 'octet_length(hash) = 32 AND octet_length(previous) = 32')
@Index('audit_event_subject', ['subject', 'seq'])
@Index('audit_event_actor', ['actorId', 'seq'])
export class AuditEventEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_event_pk' }) seq: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
  @Column('text') action: string;
  @Column('text') subject: string;
  @Column('text') detail: string;
  @Column('bytea') previous: Buffer;
  @Column('bytea') hash: Buffer;
}

/** Where the chain stands. Whoever writes an event locks this row, so that no two events follow the same one. */
@Entity('audit_head')
@Check('audit_head_single', 'id = 1')
export class AuditHeadEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'audit_head_pk' }) id: number;
  @Column('bigint') seq: string;
  @Column('bytea') hash: Buffer;
}
