import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';
import { ChangeRequest } from './change-request.entity.js';
import { INSTANT } from './columns.js';

@ObjectType({ description: 'A word said about a request. Nobody can take it back.' })
@Entity('discussion')
@Index('discussion_request', ['requestId', 'at'])
@ForeignKey(() => ChangeRequest, ['requestId'], ['id'], { name: 'discussion_request_fk' })
@ForeignKey('person', ['authorId'], ['id'], { name: 'discussion_author_fk' })
export class Discussion {
  @Field(() => ID) @PrimaryColumn('uuid', { primaryKeyConstraintName: 'discussion_pk' }) id: string;
  @Column('uuid', { name: 'request_id' }) requestId: string;
  @Column('uuid', { name: 'author_id' }) authorId: string;
  @Field() @Column('text') text: string;
  @Field(() => DateTime) @Column({ ...INSTANT, default: () => 'now()' }) at: Instant;
}
