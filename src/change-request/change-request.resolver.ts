import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ActorType, CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { PeopleLoader } from '../identity/people.loader.js';
import { encodeCursor } from '../kernel/page.js';
import { Connection, type Page, pageOf } from '../platform/connection.js';
import { GraphQLContext } from '../platform/context.js';
import { AwaitingRequests } from './awaiting.js';
import { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestsArgs } from './change-request.query.js';
import { ChangeRequestStore, type RequestFilter } from './change-request.store.js';
import { allowedActions } from './core/lifecycle.js';
import { isPermitted } from './core/permissions.js';
import { timeAfter } from './cursor.js';
import { RequestLoader } from './request.loader.js';

export const ChangeRequestConnection = Connection('ChangeRequest', ChangeRequest);

@Resolver(() => ChangeRequest)
export class ChangeRequestResolver {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly loader: RequestLoader,
    private readonly people: PeopleLoader,
    private readonly db: DataSource,
    private readonly awaiting: AwaitingRequests,
  ) {}

  @Query(() => ChangeRequest, { nullable: true })
  changeRequest(@Args('number') number: string): Promise<ChangeRequest | null> {
    return this.requests.find(this.db.manager, number);
  }

  @Query(() => ChangeRequestConnection, { description: 'Newest first.' })
  async changeRequests(@Args() args: ChangeRequestsArgs, @CurrentActor() actor: Actor): Promise<Page<ChangeRequest>> {
    const filter = await this.filterOf(args, actor);
    const { requests, totalCount } = await this.requests.page(this.db.manager, filter, args.first + 1, timeAfter(args));
    return pageOf(requests, args, totalCount, ({ createdAt, id }) => encodeCursor([createdAt, id]));
  }

  @ResolveField(() => ActorType)
  author(@Parent() request: ChangeRequest, @Context() context: GraphQLContext): Promise<ActorType> {
    return this.people.load(context, request.authorId);
  }

  @ResolveField(() => [ActorType], { description: 'Everybody who edited any revision. None of them can sign.' })
  async editors(@Parent() request: ChangeRequest, @Context() context: GraphQLContext): Promise<ActorType[]> {
    return this.people.loadMany(context, await this.loader.editors(context, request.id));
  }

  @ResolveField(() => [String], { description: 'What I may do next: names of operations on this request.' })
  async allowedActions(
    @Parent() request: ChangeRequest,
    @CurrentActor() actor: Actor,
    @Context() context: GraphQLContext,
  ): Promise<readonly string[]> {
    const facts = await this.loader.permissionFacts(context, request);
    return allowedActions(request.status, (operation) => isPermitted(actor, facts, operation));
  }

  private async filterOf(args: ChangeRequestsArgs, actor: Actor): Promise<RequestFilter> {
    return {
      status: args.status ?? undefined,
      dictionary: args.dictionary ?? undefined,
      overdue: args.overdue ?? undefined,
      ...(args.mine ? { editor: actor.personId } : {}),
      ...(args.awaitingMe ? { ids: await this.awaiting.requestIds(this.db.manager, actor) } : {}),
    };
  }
}
