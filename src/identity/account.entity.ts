import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { PersonEntity } from './person.entity.js';

/** What a person signs in with. A person may have several; they are still one person. */
@Entity('account')
@Unique('account_username', ['folded'])
@ForeignKey(() => PersonEntity, ['personId'], ['id'], { name: 'account_person_fk' })
export class AccountEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_pk' }) id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') username: string;
  @Column('text') folded: string;
  @Column('text', { name: 'password_hash' }) passwordHash: string;
  @Column({ type: 'timestamptz', name: 'locked_at', precision: 3, nullable: true }) lockedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' }) createdAt: Date;
}

/** A signed-in account. The token itself is nowhere kept, only its SHA-256. */
@Entity('session')
@Index('session_account', ['accountId'])
@ForeignKey(() => AccountEntity, ['accountId'], ['id'], { name: 'session_account_fk' })
export class SessionEntity {
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'session_pk' }) tokenHash: Buffer;
  @Column('uuid', { name: 'account_id' }) accountId: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true }) revokedAt: Date | null;
}
