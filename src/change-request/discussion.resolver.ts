import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ActorType } from '../identity/actor.graphql.js';
import { PeopleLoader } from '../identity/people.loader.js';
import { encodeCursor } from '../kernel/page.js';
import { Connection, type Page, pageOf, ShortPageArgs } from '../platform/connection.js';
import { GraphQLContext } from '../platform/context.js';
import { ChangeRequest } from './change-request.entity.js';
import { timeAfter } from './cursor.js';
import { Discussion } from './discussion.entity.js';
import { DiscussionStore } from './discussion.store.js';

const DiscussionConnection = Connection('Discussion', Discussion);

@Resolver(() => ChangeRequest)
export class DiscussionsResolver {
  constructor(
    private readonly store: DiscussionStore,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => DiscussionConnection, { description: 'What was said about the request, oldest first.' })
  async discussion(@Parent() request: ChangeRequest, @Args() page: ShortPageArgs): Promise<Page<Discussion>> {
    const after = timeAfter(page);
    const { discussions, totalCount } = await this.store.page(this.db.manager, request.id, page.first + 1, after);
    return pageOf(discussions, page, totalCount, ({ at, id }) => encodeCursor([at, id]));
  }
}

@Resolver(() => Discussion)
export class DiscussionResolver {
  constructor(private readonly people: PeopleLoader) {}

  @ResolveField(() => ActorType)
  author(@Parent() discussion: Discussion, @Context() context: GraphQLContext): Promise<ActorType> {
    return this.people.load(context, discussion.authorId);
  }
}
