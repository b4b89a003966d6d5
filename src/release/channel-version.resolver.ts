import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ChannelType } from '../dictionary/channel.resolver.js';
import { ChannelStore } from '../dictionary/channel.store.js';
import { ActorType } from '../identity/actor.graphql.js';
import { PeopleLoader } from '../identity/people.loader.js';
import { GraphQLContext } from '../platform/context.js';
import { ChannelVersion } from './channel-version.graphql.js';
import { Release } from './release.entity.js';
import { ReleaseLoader } from './release.loader.js';

@Resolver(() => ChannelVersion)
export class ChannelVersionResolver {
  constructor(
    private readonly releases: ReleaseLoader,
    private readonly people: PeopleLoader,
    private readonly channels: ChannelStore,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => ChannelType)
  async channel(@Parent() { channel }: ChannelVersion, @Context() context: GraphQLContext): Promise<ChannelType> {
    const all = await context.memo(ChannelVersionResolver, () => this.channels.all(this.db.manager));
    const found = all.find(({ code }) => code === channel);
    if (!found) throw new Error(`The channel ${channel} is gone.`);
    return new ChannelType(found);
  }

  @ResolveField(() => Release)
  async release(@Parent() { release }: ChannelVersion, @Context() context: GraphQLContext): Promise<Release> {
    const found = await this.releases.byNumber(context, release);
    if (!found) throw new Error(`The release ${release} is gone.`);
    return found;
  }

  @ResolveField(() => ActorType, { nullable: true, description: 'Null where the product founded the channel.' })
  async appliedBy(
    @Parent() { appliedBy }: ChannelVersion,
    @Context() context: GraphQLContext,
  ): Promise<ActorType | null> {
    return appliedBy === null ? null : this.people.load(context, appliedBy);
  }
}
