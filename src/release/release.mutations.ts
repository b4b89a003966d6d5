import { Args, ArgsType, Field, Mutation, Resolver } from '@nestjs/graphql';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import {
  BaseChangedType,
  BlockedType,
  BusyType,
  ForbiddenType,
  LimitExceededType,
  NotFoundType,
  PolicyNotMetType,
  resultUnion,
  StaleDigestType,
  StaleRevisionType,
  ValidationFailedType,
  WrongStateType,
} from '../platform/problem.graphql.js';
import { Decision } from '../review/review.enums.js';
import { ApplyService } from './apply.service.js';
import { ChannelVersion } from './channel-version.graphql.js';
import { SigningService } from './signing.service.js';

const ReviewResult = resultUnion(
  'ReviewChangeRequestResult',
  ChangeRequest,
  NotFoundType,
  ForbiddenType,
  WrongStateType,
  StaleRevisionType,
  StaleDigestType,
  ValidationFailedType,
  BlockedType,
  LimitExceededType,
  BusyType,
);

const ApplyResult = resultUnion(
  'ApplyReleaseResult',
  ChannelVersion,
  NotFoundType,
  ForbiddenType,
  WrongStateType,
  BaseChangedType,
  PolicyNotMetType,
  BlockedType,
  ValidationFailedType,
  BusyType,
);

@ArgsType()
class ReviewArgs {
  @Field({ description: 'The number of the request.' }) request: string;
  @Field({ description: 'The digest of what was seen; any other is refused with StaleDigest.' }) digest: string;
  @Field(() => Decision) decision: Decision;
  @Field(() => String, {
    nullable: true,
    description: 'The `reviewer_role` signed in; needed only where several of mine would fit.',
  })
  role?: string | null;
  @Field(() => String, { nullable: true, description: 'What the author should know.' }) comment?: string | null;
}

@Resolver()
export class ReleaseMutations {
  constructor(
    private readonly signing: SigningService,
    private readonly applying: ApplyService,
  ) {}

  @Mutation(() => ReviewResult, {
    description:
      'Signs exactly the digest that was seen, in the role named. The last sign-off needed makes the release.',
  })
  reviewChangeRequest(
    @Args() { request: number, digest, decision, role, comment }: ReviewArgs,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof ReviewResult> {
    const said = { role: role ?? null, comment: comment ?? null };
    return this.signing.review({ actor, number, digest, decision, ...said, idempotencyKey });
  }

  @Mutation(() => ApplyResult, {
    description: 'Takes a signed release up into the next channel of its route; the only way into a channel.',
  })
  applyRelease(
    @Args('release', { description: 'The number of the release.' }) release: string,
    @Args('channel') channel: string,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof ApplyResult> {
    return this.applying.apply({ actor, release, channel, idempotencyKey });
  }
}
