import { ArgsType, Field } from '@nestjs/graphql';
import { ShortPageArgs } from '../platform/connection.js';
import { ChangeRequestStatus } from './change-request.enums.js';

@ArgsType()
export class ChangeRequestsArgs extends ShortPageArgs {
  @Field(() => [ChangeRequestStatus], { nullable: true }) status?: ChangeRequestStatus[] | null;
  @Field(() => String, { nullable: true, description: 'Those that touch this dictionary.' }) dictionary?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Those that I edited, in whatever revision.' }) mine?:
    boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Those in review that I could sign and have not.' })
  awaitingMe?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Those in review beyond their due time.' }) overdue?:
    boolean | null;
}
