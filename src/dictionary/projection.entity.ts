import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { ContentEntity } from './content.entity.js';
import { EntryEntity } from './entry.entity.js';

/**
 * A column that the database computes. The expression stands in the migration; TypeORM compares its own with a table that the
 * migrations leave empty, and takes a blank, but not an empty text, as "generated, of no expression I know".
 */
const GENERATED = { insert: false, update: false, generatedType: 'STORED', asExpression: ' ' } as const;

/** The projection of the log: each entry's current content in a channel. */
@Entity('entry_head')
@Unique('entry_head_code', ['channel', 'dictionary', 'code'])
@ForeignKey(() => EntryEntity, ['entryId'], ['id'], { name: 'entry_head_entry_fk' })
@ForeignKey(() => ContentEntity, ['content'], ['hash'], { name: 'entry_head_content_fk' })
export class EntryHeadEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'entry_head_pk' }) channel: string;
  @PrimaryColumn('integer', { name: 'entry_id', primaryKeyConstraintName: 'entry_head_pk' }) entryId: number;
  @Column({ type: 'text', collation: 'C' }) dictionary: string;
  @Column({ type: 'text', collation: 'C' }) code: string;
  @Column('bytea') content: Buffer;
  @Column('integer') version: number;
  @Column({ type: 'text', array: true }) origins: string[];
}

const SEARCH_KEY = { collation: 'C', nullable: true, select: false, ...GENERATED } as const;

/** Its rows one by one, the key fields merged into the values. The search keys are the database's own and nobody's to write. */
@Entity('head_row')
@Index('head_row_dictionary', ['channel', 'dictionary', 'code'])
@Index('head_row_code', { synchronize: false })
@Index('head_row_name', { synchronize: false })
@Index('head_row_input', { synchronize: false })
@Index('head_row_full', { synchronize: false })
@Index('head_row_wubi', { synchronize: false })
export class HeadRowEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'head_row_pk' }) channel: string;
  @PrimaryColumn('integer', { name: 'entry_id', primaryKeyConstraintName: 'head_row_pk' }) entryId: number;
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'head_row_pk' }) ordinal: number;
  @Column({ type: 'text', collation: 'C' }) dictionary: string;
  @Column({ type: 'text', collation: 'C' }) code: string;
  @Column({ type: 'timestamptz', name: 'valid_from', precision: 3, nullable: true }) validFrom: Date | null;
  @Column({ type: 'timestamptz', name: 'valid_to', precision: 3, nullable: true }) validTo: Date | null;
  @Column('boolean') retired: boolean;
  @Column({ type: 'jsonb', name: 'row_values' }) values: Record<string, unknown>;
  @Column({ type: 'text', name: 'name_key', ...SEARCH_KEY }) nameKey: string | null;
  @Column({ type: 'text', name: 'input_key', ...SEARCH_KEY }) inputKey: string | null;
  @Column({ type: 'text', name: 'full_key', ...SEARCH_KEY }) fullKey: string | null;
  @Column({ type: 'text', name: 'wubi_key', ...SEARCH_KEY }) wubiKey: string | null;
}

/** References of the rows that hold or will hold, through all six kinds. */
@Entity('entry_reference')
@Index('entry_reference_target', ['channel', 'targetDictionary', 'target'])
export class EntryReferenceEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'entry_reference_pk' }) channel: string;
  @PrimaryColumn('integer', { name: 'entry_id', primaryKeyConstraintName: 'entry_reference_pk' }) entryId: number;
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'entry_reference_pk' }) ordinal: number;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'entry_reference_pk' }) field: string;
  @Column('text') kind: string;
  @PrimaryColumn({
    type: 'text',
    name: 'target_dictionary',
    collation: 'C',
    primaryKeyConstraintName: 'entry_reference_pk',
  })
  targetDictionary: string;
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'entry_reference_pk' }) target: string;
  @Column('boolean', { name: 'must_exist' }) mustExist: boolean;
  @Column({ type: 'timestamptz', name: 'valid_from', precision: 3, nullable: true }) validFrom: Date | null;
  @Column({ type: 'timestamptz', name: 'valid_to', precision: 3, nullable: true }) validTo: Date | null;
}
