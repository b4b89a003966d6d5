import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PersonEntity } from './person.entity.js';

/** A role that a person was given, and perhaps lost again. */
@Entity('role_grant')
@Index('role_grant_once', ['personId', 'role', 'scope'], { unique: true, where: 'revoked_at IS NULL' })
@Check('role_grant_not_to_oneself', 'granted_by IS NULL OR granted_by <> person_id')
@ForeignKey(() => PersonEntity, ['personId'], ['id'], { name: 'role_grant_person_fk' })
@ForeignKey(() => PersonEntity, ['grantedBy'], ['id'], { name: 'role_grant_by_fk' })
export class RoleGrantEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'role_grant_pk' }) id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') role: string;
  @Column('text', { default: '' }) scope: string;
  /** Null where the service itself gave it: the demonstration, and the command that makes the first administrator. */
  @Column('uuid', { name: 'granted_by', nullable: true }) grantedBy: string | null;
  @Column({ type: 'timestamptz', name: 'granted_at', precision: 3, default: () => 'now()' }) grantedAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true }) revokedAt: Date | null;
}
