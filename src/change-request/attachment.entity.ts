import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';
import { AttachmentPurpose } from './change-request.enums.js';
import { ChangeRequest } from './change-request.entity.js';
import { DIGEST, INSTANT } from './columns.js';
import type { MediaType } from './core/sniff.js';

@ObjectType({ description: 'A file that belongs to a request. Its SHA-256 is among what reviewers sign.' })
@Entity('attachment')
@Check('attachment_purpose', "purpose IN ('MINUTES', 'DOCUMENT', 'OTHER')")
@Check('attachment_is_its_bytes', 'sha256 = sha256(bytes) AND size = octet_length(bytes)')
@Index('attachment_request', ['requestId'])
@ForeignKey(() => ChangeRequest, ['requestId'], ['id'], { name: 'attachment_request_fk' })
@ForeignKey('person', ['uploadedBy'], ['id'], { name: 'attachment_by_fk' })
export class Attachment {
  @Field(() => ID) @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attachment_pk' }) id: string;
  @Column('uuid', { name: 'request_id' }) requestId: string;
  @Field() @Column('text') name: string;
  @Field(() => AttachmentPurpose) @Column('text') purpose: AttachmentPurpose;
  @Field(() => String, { description: 'Told by its bytes.' })
  @Column('text', { name: 'media_type' })
  mediaType: MediaType;
  @Field(() => Int, { description: 'In bytes.' }) @Column('integer') size: number;
  @Field(() => String) @Column(DIGEST) sha256: Digest;
  @Column('bytea', { select: false }) bytes?: Buffer;
  @Column('uuid', { name: 'uploaded_by' }) uploadedBy: string;
  @Field(() => DateTime) @Column({ ...INSTANT, name: 'uploaded_at', default: () => 'now()' }) uploadedAt: Instant;
  @Field(() => DateTime, { nullable: true, description: 'A file taken away is kept, and no longer signed.' })
  @Column({ ...INSTANT, name: 'removed_at', nullable: true })
  removedAt: Instant | null;
}
