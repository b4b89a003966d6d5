import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ChannelVersionEntity } from './channel.entity.js';
import { ContentEntity } from './content.entity.js';

/** The register of codes: once released, a code is burnt for ever. Append-only. */
@Entity('entry')
@Unique('entry_code', ['dictionary', 'code'])
@Unique('entry_folded', ['dictionary', 'folded'])
export class EntryEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS', primaryKeyConstraintName: 'entry_pk' }) id: number;
  @Column({ type: 'text', collation: 'C' }) dictionary: string;
  @Column({ type: 'text', collation: 'C' }) code: string;
  @Column({ type: 'text', collation: 'C' }) folded: string;
}

/** What a version wrote; without content it made the entry absent again. Append-only. */
@Entity('entry_version')
@Index('entry_version_version', ['channel', 'version'])
@Index('entry_version_absent', { synchronize: false })
@ForeignKey(() => ChannelVersionEntity, ['channel', 'version'], ['channel', 'version'], {
  name: 'entry_version_sealed_fk',
  deferrable: 'INITIALLY DEFERRED',
})
@ForeignKey(() => EntryEntity, ['entryId'], ['id'], { name: 'entry_version_entry_fk' })
@ForeignKey(() => ContentEntity, ['content'], ['hash'], { name: 'entry_version_content_fk' })
export class EntryVersionEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'entry_version_pk' }) channel: string;
  @PrimaryColumn('integer', { name: 'entry_id', primaryKeyConstraintName: 'entry_version_pk' }) entryId: number;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'entry_version_pk' }) version: number;
  @Column('bytea', { nullable: true }) content: Buffer | null;
  /** The release of each row, with commas between. */
  @Column('text') origins: string;
}
