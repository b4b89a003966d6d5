import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { ChangeRequest } from './change-request.entity.js';
import type { Until } from './core/overwrite.js';
import { DIGEST, INSTANT } from './columns.js';

/** One proposed overwriting of one entry. Several on one entry stand on each other in the order of their ordinals. */
@Entity('change')
@Unique('change_ordinal', ['requestId', 'ordinal'])
@Check('change_operation', "operation IN ('SET', 'RETIRE')")
@Check('change_until', "until IN ('NEXT_ROW', 'OPEN', 'AT')")
@Check('change_alters', 'base IS DISTINCT FROM proposed')
@Index('change_entry', ['dictionary', 'code'])
@ForeignKey(() => ChangeRequest, ['requestId'], ['id'], { name: 'change_request_fk' })
@ForeignKey('content', ['base'], ['hash'], { name: 'change_base_fk' })
@ForeignKey('content', ['proposed'], ['hash'], { name: 'change_proposed_fk' })
export class ChangeEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'change_pk' }) id: string;
  @Column('uuid', { name: 'request_id' }) requestId: string;
  @Column('integer') ordinal: number;
  @Column({ type: 'text', collation: 'C' }) dictionary: string;
  @Column({ type: 'text', collation: 'C' }) code: string;
  @Column('text') operation: 'SET' | 'RETIRE';
  /** What was asked to be set, as canonical JSON; null of a RETIRE. */
  @Column('text', { name: 'set_values', nullable: true }) setValues: string | null;
  /** As asked; where it is null, a dated change begins when its request does. */
  @Column({ ...INSTANT, name: 'valid_from', nullable: true }) validFrom: Instant | null;
  @Column('text', { default: 'NEXT_ROW' }) until: Until;
  @Column({ ...INSTANT, name: 'valid_to', nullable: true }) validTo: Instant | null;
  @Column('text', { name: 'replaced_by', nullable: true }) replacedBy: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column({ ...DIGEST, nullable: true }) base: Digest | null;
  @Column(DIGEST) proposed: Digest;
  /** The first instant at which the proposal says something else than its base; null of an undated entry. */
  @Column({ ...INSTANT, name: 'begins_at', nullable: true }) beginsAt: Instant | null;
  /** Whether only what nobody sees is altered: the width of a letter, the kind of a dash. */
  @Column('boolean', { default: false }) cosmetic: boolean;
  @Column('boolean', { default: false }) disputed: boolean;
}
