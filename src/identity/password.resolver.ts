import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { GraphQLContext } from '../platform/context.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import { ChangePasswordResult } from './account.graphql.js';
import { CurrentActor } from './actor.graphql.js';
import type { Actor } from './core/actor.js';
import { PasswordService } from './password.service.js';

@Resolver()
export class PasswordResolver {
  constructor(private readonly service: PasswordService) {}

  @Mutation(() => ChangePasswordResult, {
    description: 'One’s own, by proving the old one. Every session of the account ends.',
  })
  changePassword(
    @CurrentActor() actor: Actor,
    @Context() { address }: GraphQLContext,
    @Args('current') current: string,
    @Args('password') password: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof ChangePasswordResult> {
    return this.service.change(actor, { current, password, address }, key);
  }
}
