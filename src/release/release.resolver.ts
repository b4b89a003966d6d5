import { Args, ArgsType, Context, Field, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { encodeCursor } from '../kernel/page.js';
import { Connection, type Page, pageOf, ShortPageArgs } from '../platform/connection.js';
import { GraphQLContext } from '../platform/context.js';
import { ChannelVersion } from './channel-version.graphql.js';
import type { VersionSeen } from './channel-version.store.js';
import { releaseAfter } from './cursor.js';
import { ReleaseActions } from './release.actions.js';
import { Release } from './release.entity.js';
import { ReleaseLoader } from './release.loader.js';
import { ReleaseStore } from './release.store.js';

export const ReleaseConnection = Connection('Release', Release);

@ArgsType()
class ReleasesArgs extends ShortPageArgs {
  @Field(() => String, { nullable: true, description: 'Those that this channel holds.' }) channel?: string | null;
}

@Resolver(() => Release)
export class ReleaseResolver {
  constructor(
    private readonly store: ReleaseStore,
    private readonly loader: ReleaseLoader,
    private readonly actions: ReleaseActions,
    private readonly db: DataSource,
  ) {}

  @Query(() => Release, { nullable: true })
  release(@Args('number') number: string): Promise<Release | null> {
    return this.store.find(this.db.manager, number);
  }

  @Query(() => ReleaseConnection, { description: 'Newest first.' })
  async releases(@Args() args: ReleasesArgs): Promise<Page<Release>> {
    const after = releaseAfter(args);
    const { releases, totalCount } = await this.store.page(
      this.db.manager,
      args.channel ?? undefined,
      args.first + 1,
      after,
    );
    return pageOf(releases, args, totalCount, ({ signedAt, number }) => encodeCursor([signedAt, number]));
  }

  @ResolveField(() => ChangeRequest, { nullable: true, description: 'Null of GENESIS.' })
  changeRequest(@Parent() release: Release, @Context() context: GraphQLContext): Promise<ChangeRequest | null> {
    return this.actions.requestOf(context, release);
  }

  @ResolveField(() => [ChannelVersion], { description: 'The channels that hold it, in the order of the route.' })
  heldBy(@Parent() release: Release, @Context() context: GraphQLContext): Promise<readonly VersionSeen[]> {
    return this.loader.holding(context, release.number);
  }

  @ResolveField(() => Boolean, {
    description: 'Whether PRODUCTION moved under it before taking it up: it must be revised and signed anew.',
  })
  needsRevision(@Parent() release: Release, @Context() context: GraphQLContext): Promise<boolean> {
    return this.loader.needsRevision(context, release.number);
  }

  @ResolveField(() => [String], { description: 'What I may do next: names of operations on this release.' })
  allowedActions(
    @Parent() release: Release,
    @CurrentActor() actor: Actor,
    @Context() context: GraphQLContext,
  ): Promise<readonly string[]> {
    return this.actions.allowed(context, actor, release);
  }
}
