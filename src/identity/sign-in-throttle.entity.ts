import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Attempts to sign in since a window began, by account and by address. */
@Entity('sign_in_throttle')
@Index('sign_in_throttle_end', ['windowEndsAt'])
export class SignInThrottleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sign_in_throttle_pk' }) key: string;
  @Column('integer') failures: number;
  @Column({ type: 'timestamptz', name: 'window_ends_at', precision: 3 }) windowEndsAt: Date;
}
