import { Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { GraphQLContext } from '../platform/context.js';
import { type ChannelHead, ChannelStore } from './channel.store.js';
import { positionText } from './position.js';

@ObjectType('Channel', { description: 'An ordered, append-only log of applied releases.' })
export class ChannelType {
  constructor(readonly held: ChannelHead) {}

  @Field(() => String)
  get code(): string {
    return this.held.code;
  }

  @Field(() => Int, { description: 'How many releases it has applied since it was founded; -1 before.' })
  get version(): number {
    return this.held.version;
  }

  @Field(() => String, {
    description: 'Another one means that the channel was restored from a backup: take everything again.',
  })
  get epoch(): string {
    return this.held.epoch;
  }

  @Field(() => String, { description: 'The hash of the newest version, which all older ones went into.' })
  get head(): string {
    return this.held.head;
  }

  @Field(() => Int, { description: 'The place in the order in which a release passes through the channels.' })
  get order(): number {
    return this.held.ordinal;
  }

  @Field(() => String)
  get position(): string {
    return positionText({ channel: this.held.code, version: this.held.version, epoch: this.held.epoch });
  }
}

@Resolver(() => ChannelType)
export class ChannelResolver {
  constructor(
    private readonly db: DataSource,
    private readonly store: ChannelStore,
  ) {}

  @Query(() => [ChannelType])
  async channels(): Promise<ChannelType[]> {
    return (await this.store.all(this.db.manager)).map((channel) => new ChannelType(channel));
  }

  @ResolveField(() => String, { description: 'In the language of the request.' })
  name(@Parent() { held }: ChannelType, @Context() { language }: GraphQLContext): string {
    return language === 'en' ? held.nameEn : held.name;
  }
}
