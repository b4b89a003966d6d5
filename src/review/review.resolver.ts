import { Args, Int, Mutation, Resolver } from '@nestjs/graphql';
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
  StaleRevisionType,
  ValidationFailedType,
  WrongStateType,
} from '../platform/problem.graphql.js';
import { SubmitService } from './submit.service.js';

const SubmitResult = resultUnion(
  'SubmitChangeRequestResult',
  ChangeRequest,
  NotFoundType,
  ForbiddenType,
  WrongStateType,
  StaleRevisionType,
  ValidationFailedType,
  BlockedType,
  BaseChangedType,
  PolicyNotMetType,
  LimitExceededType,
  BusyType,
);

@Resolver()
export class ReviewResolver {
  constructor(private readonly service: SubmitService) {}

  @Mutation(() => SubmitResult, {
    description: 'Freezes the evidence and opens the review. What is signed from now on is the digest it answers with.',
  })
  submitChangeRequest(
    @Args('request', { description: 'The number of the request.' }) number: string,
    @Args('revision', { type: () => Int, description: 'The revision that was seen.' }) revision: number,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof SubmitResult> {
    return this.service.submit({ actor, number, revision, idempotencyKey });
  }
}
