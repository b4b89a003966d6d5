import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { encodeCursor } from '../kernel/page.js';
import { type Page, PageArgs, pageOf } from '../platform/connection.js';
import { GraphQLContext } from '../platform/context.js';
import { ChangeRequest } from './change-request.entity.js';
import { ChangeConnection, ChangeType } from './change.graphql.js';
import { ChangeStore } from './change.store.js';
import { ordinalAfter } from './cursor.js';
import { RequestLoader } from './request.loader.js';

/** Ordinals begin at 1. */
const BEFORE_FIRST = 0;

@Resolver(() => ChangeRequest)
export class ChangeResolver {
  constructor(
    private readonly store: ChangeStore,
    private readonly loader: RequestLoader,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => ChangeConnection, {
    description: 'In their order: of two on one entry, the later stands on the earlier.',
  })
  async changes(
    @Parent() request: ChangeRequest,
    @Args() page: PageArgs,
    @Context() context: GraphQLContext,
  ): Promise<Page<ChangeType>> {
    const { manager } = this.db;
    const kept = await this.store.page(manager, request.id, ordinalAfter(page) ?? BEFORE_FIRST, page.first + 1);
    const definitions = await this.loader.definitions(context);
    const nodes = kept.map(
      (change) => new ChangeType(change, definitions.get(change.dictionary)?.definition, request.validFrom),
    );
    const totalCount = await this.store.count(manager, request.id);
    return pageOf(nodes, page, totalCount, ({ ordinal }) => encodeCursor([String(ordinal)]));
  }
}
