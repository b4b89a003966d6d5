import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Where a channel stands: the epoch, version and hash of its last sealed version. */
@Entity('channel')
@Unique('channel_ordinal', ['ordinal'])
export class ChannelEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'channel_pk' }) code: string;
  @Column('text') name: string;
  @Column({ type: 'text', name: 'name_en' }) nameEn: string;
  @Column('integer') ordinal: number;
  @Column({ type: 'text', default: '' }) epoch: string;
  @Column('integer', { default: -1 }) version: number;
  @Column('bytea', { default: () => "decode(repeat('00', 32), 'hex')" }) head: Buffer;
}

/** One applied release (or the mark of a restored backup), chained to the one before. Append-only. */
@Entity('channel_version')
@Unique('channel_version_hash', ['hash'])
@Check('channel_version_kind', "kind IN ('RELEASE', 'EPOCH')")
@Check(
  'channel_version_lengths',
  'octet_length(hash) = 32 AND octet_length(previous) = 32 AND octet_length(rows_digest) = 32',
)
@Index('channel_version_applied_at', ['channel', 'appliedAt'])
@Index('channel_version_release', ['release'])
@ForeignKey('release', ['release'], ['number'], { name: 'channel_version_release_fk' })
@ForeignKey('person', ['appliedBy'], ['id'], { name: 'channel_version_applied_by_fk' })
@ForeignKey(() => ChannelEntity, ['channel'], ['code'], { name: 'channel_version_channel_fk' })
export class ChannelVersionEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'channel_version_pk' }) channel: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'channel_version_pk' }) version: number;
  @Column('text') epoch: string;
  @Column('text') kind: 'RELEASE' | 'EPOCH';
  @Column({ type: 'text', nullable: true }) release: string | null;
  @Column('bytea', { name: 'sign_offs' }) signOffs: Buffer;
  @Column('uuid', { name: 'applied_by', nullable: true }) appliedBy: string | null;
  @Column({ type: 'timestamptz', name: 'applied_at', precision: 3 }) appliedAt: Date;
  @Column('bytea', { name: 'rows_digest' }) rowsDigest: Buffer;
  @Column('integer', { name: 'row_count' }) rowCount: number;
  @Column('bytea') previous: Buffer;
  @Column('bytea') hash: Buffer;
}
