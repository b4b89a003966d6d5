import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Message } from '../../kernel/message.js';
import type { NotFound } from '../../kernel/problem.js';
import { GraphQLContext } from '../../platform/context.js';
import { say } from '../../platform/i18n.js';
import { type ChainVerification, Verification } from './verification.js';

@ObjectType('ChainVerification', { description: 'What replaying a channel from its log found.' })
class ChainVerificationType implements ChainVerification {
  @Field() readonly channel: string;
  @Field(() => Int) readonly versions: number;
  @Field(() => Int) readonly entries: number;
  @Field({ description: 'Whether everything that readers could be given is what was signed and applied.' })
  readonly intact: boolean;
  @Field(() => Int, {
    nullable: true,
    description: 'The first version that is not as it was written; null where none can be named.',
  })
  readonly brokenAt: number | null;
  readonly detail: Message | null;
}

@Resolver(() => ChainVerificationType)
export class VerifyResolver {
  constructor(private readonly verification: Verification) {}

  @Query(() => ChainVerificationType, { description: 'Replays the log and compares the projection with it.' })
  verifyChannel(@Args('channel') channel: string): Promise<ChainVerificationType | NotFound> {
    return this.verification.verify(channel);
  }

  @ResolveField(() => String, { nullable: true })
  detail(@Parent() { detail }: ChainVerificationType, @Context() context: GraphQLContext): string | null {
    return detail && say(detail, context.language);
  }
}
