import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { DIGEST, INSTANT } from '../change-request/columns.js';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';
import { Decision } from './review.enums.js';

@ObjectType({
  description: 'What one reviewer, in one role, said about one digest. Nobody can take it back or alter it.',
})
@Entity('sign_off')
@Unique('sign_off_once', ['requestId', 'digest', 'reviewerId', 'role'])
@Check('sign_off_decision', "decision IN ('APPROVE', 'REQUEST_CHANGES', 'REJECT')")
@ForeignKey('change_request', ['requestId'], ['id'], { name: 'sign_off_request_fk' })
@ForeignKey('person', ['reviewerId'], ['id'], { name: 'sign_off_reviewer_fk' })
export class SignOff {
  @Field(() => ID) @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sign_off_pk' }) id: string;
  @Column('uuid', { name: 'request_id' }) requestId: string;
  @Field(() => Int, { description: 'The revision of the request that was in review.' })
  @Column('integer')
  revision: number;
  @Field(() => String, { description: 'The digest seen and signed.' }) @Column(DIGEST) digest: Digest;
  @Column('uuid', { name: 'reviewer_id' }) reviewerId: string;
  @Field({ description: 'An entry of `reviewer_role`.' }) @Column('text') role: string;
  @Field(() => Decision) @Column('text') decision: Decision;
  @Field(() => String, { nullable: true }) @Column('text', { nullable: true }) comment: string | null;
  @Field(() => DateTime) @Column(INSTANT) at: Instant;
  @Field(() => Boolean, { description: 'Whether the request is no longer what was signed: it counts no more.' })
  stale?: boolean;
}
