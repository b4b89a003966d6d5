import { Args, Field, ID, Int, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import type { Conflict } from '../kernel/problem.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import {
  BlockedType,
  BusyType,
  ConflictType,
  ForbiddenType,
  LimitExceededType,
  NotFoundType,
  resultUnion,
  StaleRevisionType,
  ValidationFailedType,
  WrongStateType,
} from '../platform/problem.graphql.js';
import { ChangeRequest } from './change-request.entity.js';
import { ChangeInput, CreateChangeRequestInput, UpdateChangeRequestInput } from './change-request.inputs.js';
import { ChangeRequestService } from './change-request.service.js';
import { type Refreshed, RefreshService } from './refresh.service.js';

@ObjectType({ description: 'An entry, by the two words that name it.' })
export class EntryName {
  @Field() readonly dictionary: string;
  @Field() readonly code: string;
}

@ObjectType()
export class RefreshedChangeRequest implements Refreshed {
  @Field(() => ChangeRequest) readonly changeRequest: ChangeRequest;
  @Field(() => [ConflictType], { description: 'What PRODUCTION altered under the request, and by which release.' })
  readonly moved: readonly Conflict[];
  @Field(() => [EntryName], {
    description: 'Changes that were taken out because PRODUCTION says already what they asked.',
  })
  readonly dropped: readonly EntryName[];
}

const MOVE_REFUSALS = [NotFoundType, ForbiddenType, WrongStateType, ValidationFailedType, BusyType] as const;
const EDIT_REFUSALS = [...MOVE_REFUSALS, StaleRevisionType, BlockedType, LimitExceededType] as const;

const CreateChangeRequestResult = resultUnion(
  'CreateChangeRequestResult',
  ChangeRequest,
  ForbiddenType,
  ValidationFailedType,
  BlockedType,
  LimitExceededType,
  BusyType,
);
const UpdateChangeRequestResult = resultUnion('UpdateChangeRequestResult', ChangeRequest, ...EDIT_REFUSALS);
const PutChangesResult = resultUnion('PutChangesResult', ChangeRequest, ...EDIT_REFUSALS);
const RemoveChangesResult = resultUnion('RemoveChangesResult', ChangeRequest, ...EDIT_REFUSALS);
const RefreshResult = resultUnion('RefreshChangeRequestResult', RefreshedChangeRequest, ...EDIT_REFUSALS);
const WithdrawResult = resultUnion('WithdrawChangeRequestResult', ChangeRequest, ...MOVE_REFUSALS, StaleRevisionType);
const AddDiscussionResult = resultUnion('AddDiscussionResult', ChangeRequest, ...MOVE_REFUSALS, StaleRevisionType);

const Request = (): ParameterDecorator => Args('request', { description: 'The number of the request.' });
const Revision = (): ParameterDecorator =>
  Args('revision', { type: () => Int, description: 'The revision that was seen.' });

@Resolver()
export class ChangeRequestMutations {
  constructor(
    private readonly service: ChangeRequestService,
    private readonly refreshing: RefreshService,
  ) {}

  @Mutation(() => CreateChangeRequestResult)
  createChangeRequest(
    @Args('input') input: CreateChangeRequestInput,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof CreateChangeRequestResult> {
    return this.service.create(actor, input, idempotencyKey);
  }

  @Mutation(() => UpdateChangeRequestResult)
  updateChangeRequest(
    @Request() number: string,
    @Revision() revision: number,
    @Args('input') input: UpdateChangeRequestInput,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof UpdateChangeRequestResult> {
    return this.service.update({ actor, number, revision, idempotencyKey }, input);
  }

  @Mutation(() => PutChangesResult, { description: 'Adds changes, or replaces those named by id.' })
  putChanges(
    @Request() number: string,
    @Revision() revision: number,
    @Args('changes', { type: () => [ChangeInput] }) changes: ChangeInput[],
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof PutChangesResult> {
    return this.service.put({ actor, number, revision, idempotencyKey }, changes);
  }

  @Mutation(() => RemoveChangesResult)
  removeChanges(
    @Request() number: string,
    @Revision() revision: number,
    @Args('changes', { type: () => [ID] }) changes: string[],
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof RemoveChangesResult> {
    return this.service.remove({ actor, number, revision, idempotencyKey }, changes);
  }

  @Mutation(() => RefreshResult, {
    description:
      'Bases the changes on what PRODUCTION holds now, where it moved under them. Nothing is merged: each is made anew.',
  })
  refreshChangeRequest(
    @Request() number: string,
    @Revision() revision: number,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof RefreshResult> {
    return this.refreshing.refresh({ actor, number, revision, idempotencyKey });
  }

  @Mutation(() => WithdrawResult)
  withdrawChangeRequest(
    @Request() number: string,
    @Args('reason') reason: string,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof WithdrawResult> {
    return this.service.withdraw({ actor, number, idempotencyKey }, reason);
  }

  @Mutation(() => AddDiscussionResult)
  addDiscussion(
    @Request() number: string,
    @Args('text') text: string,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof AddDiscussionResult> {
    return this.service.addDiscussion({ actor, number, idempotencyKey }, text);
  }
}
