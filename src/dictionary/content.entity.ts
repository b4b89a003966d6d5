import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A column that the database computes. The expression stands in the migration; TypeORM compares its own with a table that the
 * migrations leave empty, and takes a blank, but not an empty text, as "generated, of no expression I know".
 */
export const GENERATED = { insert: false, update: false, generatedType: 'STORED', asExpression: ' ' } as const;

/** An entry's timeline in canonical form, shared by channels, requests and releases. Append-only. */
@Entity('content')
@Check('content_hash_of_body', "hash = sha256(convert_to(body, 'UTF8'))")
export class ContentEntity {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'content_pk' }) hash: Buffer;
  @Column('text') body: string;
  /** The body, parsed once by the database, which lets nobody write it. */
  @Column({ type: 'jsonb', nullable: true, select: false, ...GENERATED })
  timeline: unknown;
}
