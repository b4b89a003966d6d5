import { Args, Context, ID, Int, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ActorType, CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { PeopleLoader } from '../identity/people.loader.js';
import { GraphQLContext } from '../platform/context.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import {
  BusyType,
  ForbiddenType,
  NotFoundType,
  resultUnion,
  StaleRevisionType,
  ValidationFailedType,
  WrongStateType,
} from '../platform/problem.graphql.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentService } from './attachment.service.js';
import { AttachmentStore } from './attachment.store.js';
import { ChangeRequest } from './change-request.entity.js';

const RemoveAttachmentResult = resultUnion(
  'RemoveAttachmentResult',
  ChangeRequest,
  NotFoundType,
  ForbiddenType,
  WrongStateType,
  StaleRevisionType,
  ValidationFailedType,
  BusyType,
);

@Resolver(() => ChangeRequest)
export class AttachmentsResolver {
  constructor(
    private readonly service: AttachmentService,
    private readonly store: AttachmentStore,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => [Attachment], {
    description: 'Sent and fetched over HTTP: POST and GET /change-requests/<number>/attachments[/<id>].',
  })
  attachments(@Parent() request: ChangeRequest): Promise<Attachment[]> {
    return this.store.current(this.db.manager, [request.id]);
  }

  @Mutation(() => RemoveAttachmentResult, { description: 'Of a draft. The file is kept, and no longer signed.' })
  removeAttachment(
    @Args('request', { description: 'The number of the request.' }) number: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('attachment', { type: () => ID }) attachment: string,
    @CurrentActor() actor: Actor,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof RemoveAttachmentResult> {
    return this.service.remove({ actor, number, revision, idempotencyKey }, attachment);
  }
}

@Resolver(() => Attachment)
export class AttachmentResolver {
  constructor(private readonly people: PeopleLoader) {}

  @ResolveField(() => ActorType)
  uploadedBy(@Parent() attachment: Attachment, @Context() context: GraphQLContext): Promise<ActorType> {
    return this.people.load(context, attachment.uploadedBy);
  }
}
