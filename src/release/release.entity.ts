import { Field, ObjectType } from '@nestjs/graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { DIGEST, INSTANT } from '../change-request/columns.js';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';
import { ReleaseKind } from './release.enums.js';

@ObjectType({ description: 'What was signed, for ever as it was signed. Channels take it in the order of the route.' })
@Entity('release')
@Unique('release_request', ['requestId'])
@Check('release_kind', "kind IN ('GENESIS', 'NORMAL', 'EMERGENCY', 'REVERSAL', 'RESTORE', 'SYNC')")
@Check('release_number', "number = 'GENESIS' OR number ~ '^R[0-9]{4}-[0-9]{4,}$'")
@Check('release_of_a_request', "request_id IS NOT NULL OR number = 'GENESIS'")
@Check('release_digest_of_evidence', "digest = sha256(convert_to(evidence, 'UTF8'))")
@Index('release_signed_at', ['signedAt', 'number'])
@ForeignKey('change_request', ['requestId'], ['id'], { name: 'release_request_fk' })
export class Release {
  @Field({ description: 'Such as R2026-0042.' })
  @PrimaryColumn('text', { primaryKeyConstraintName: 'release_pk' })
  number: string;
  @Field(() => ReleaseKind) @Column('text') kind: ReleaseKind;
  @Column('uuid', { name: 'request_id', nullable: true }) requestId: string | null;
  @Field(() => String, { description: 'SHA-256 over the evidence that was signed.' }) @Column(DIGEST) digest: Digest;
  /** As long as the request is large, so it is read only by name. */
  @Column('text', { select: false }) evidence?: string;
  @Field({ description: 'Whether it was signed that it may begin in the past.' })
  @Column('boolean')
  retroactive: boolean;
  @Field(() => DateTime, { description: 'When the last sign-off was met.' })
  @Column({ ...INSTANT, name: 'signed_at' })
  signedAt: Instant;
}

/** What a release makes of one entry, all its changes together. A change without proposed content makes the entry absent. */
@Entity('release_change')
@Check('release_change_alters', 'base IS DISTINCT FROM proposed')
@Index('release_change_entry', ['dictionary', 'code'])
@ForeignKey(() => Release, ['release'], ['number'], { name: 'release_change_release_fk' })
@ForeignKey('content', ['base'], ['hash'], { name: 'release_change_base_fk' })
@ForeignKey('content', ['proposed'], ['hash'], { name: 'release_change_proposed_fk' })
export class ReleaseChangeEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'release_change_pk' }) release: string;
  @Column('integer') ordinal: number;
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'release_change_pk' }) dictionary: string;
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'release_change_pk' }) code: string;
  @Column({ ...DIGEST, nullable: true }) base: Digest | null;
  @Column({ ...DIGEST, nullable: true }) proposed: Digest | null;
  @Column({ ...INSTANT, name: 'begins_at', nullable: true }) beginsAt: Instant | null;
}

/** The last number given in a hospital year. */
@Entity('release_counter')
export class ReleaseCounterEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'release_counter_pk' }) year: number;
  @Column('integer') last: number;
}
