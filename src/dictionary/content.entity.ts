import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry's timeline in canonical form, shared by channels, requests and releases. Append-only. */
@Entity('content')
@Check('content_hash_of_body', "hash = sha256(convert_to(body, 'UTF8'))")
export class ContentEntity {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'content_pk' }) hash: Buffer;
  @Column('text') body: string;
}
