import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';
import { ChangeRequestStatus, Urgency } from './change-request.enums.js';
import { DIGEST, INSTANT } from './columns.js';

@ObjectType({ description: 'Changes proposed together, with a reason and the document they rest on.' })
@Entity('change_request')
@Unique('change_request_number_once', ['number'])
@Check(
  'change_request_status',
  "status IN ('DRAFT', 'IN_REVIEW', 'CHANGES_REQUESTED', 'SIGNED', 'REJECTED', 'WITHDRAWN', 'SUPERSEDED')",
)
@Check('change_request_urgency', "urgency IN ('ROUTINE', 'EMERGENCY')")
@Check('change_request_evidence_when_submitted', "status NOT IN ('IN_REVIEW', 'SIGNED') OR evidence IS NOT NULL")
@Index('change_request_status_due', ['status', 'dueAt'])
@Index('change_request_author', ['authorId'])
@ForeignKey('person', ['authorId'], ['id'], { name: 'change_request_author_fk' })
export class ChangeRequest {
  @Field(() => ID) @PrimaryColumn('uuid', { primaryKeyConstraintName: 'change_request_pk' }) id: string;
  @Field({ description: 'Such as C2026-0001.' }) @Column('text') number: string;
  @Field() @Column('text') title: string;
  @Field() @Column('text') reason: string;
  @Field(() => ChangeRequestStatus) @Column('text', { default: 'DRAFT' }) status: ChangeRequestStatus;
  @Field(() => Int, { description: 'Counts the edits; an edit names the one it was made on.' })
  @Column('integer', { default: 1 })
  revision: number;
  @Field(() => String, { description: 'SHA-256 over everything that a reviewer signs.' })
  @Column(DIGEST)
  digest: Digest;
  /** What the digest was computed over, frozen at submission. Large requests make it large, so it is read only by name. */
  @Column('text', { nullable: true, select: false }) evidence?: string | null;
  @Field(() => Urgency) @Column('text', { default: 'ROUTINE' }) urgency: Urgency;
  @Field({ description: 'Whether it may begin in the past.' })
  @Column('boolean', { default: false })
  retroactive: boolean;
  @Field(() => String, { nullable: true, description: 'The code of an entry of `policy_document`.' })
  @Column('text', { name: 'policy_document', nullable: true })
  policyDocument: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When the changes begin to hold, unless one says otherwise.' })
  @Column({ ...INSTANT, name: 'valid_from', nullable: true })
  validFrom: Instant | null;
  @Field(() => [String]) @Column('text', { name: 'builds_on', array: true, default: '{}' }) buildsOn: string[];
  @Column('uuid', { name: 'author_id' }) authorId: string;
  @Field(() => DateTime) @Column({ ...INSTANT, name: 'created_at', default: () => 'now()' }) createdAt: Instant;
  @Field(() => DateTime, { nullable: true })
  @Column({ ...INSTANT, name: 'submitted_at', nullable: true })
  submittedAt: Instant | null;
  @Field(() => DateTime, { nullable: true, description: 'By when reviewers must have answered.' })
  @Column({ ...INSTANT, name: 'due_at', nullable: true })
  dueAt: Instant | null;
  @Field(() => DateTime, { nullable: true })
  @Column({ ...INSTANT, name: 'closed_at', nullable: true })
  closedAt: Instant | null;
}

/** Whoever edited any revision; never forgotten. Append-only. */
@Entity('change_request_editor')
@ForeignKey(() => ChangeRequest, ['requestId'], ['id'], { name: 'change_request_editor_request_fk' })
@ForeignKey('person', ['personId'], ['id'], { name: 'change_request_editor_person_fk' })
export class ChangeRequestEditor {
  @PrimaryColumn('uuid', { name: 'request_id', primaryKeyConstraintName: 'change_request_editor_pk' })
  requestId: string;
  @PrimaryColumn('uuid', { name: 'person_id', primaryKeyConstraintName: 'change_request_editor_pk' })
  personId: string;
  @Column('integer', { name: 'first_revision' }) firstRevision: number;
}
