import { Args, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { DictionaryType } from '../dictionary/dictionary.graphql.js';
import { encodeCursor } from '../kernel/page.js';
import { type Page, pageOf } from '../platform/connection.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestStatus } from './change-request.enums.js';
import { ChangeRequestConnection } from './change-request.resolver.js';
import { ChangeRequestStore } from './change-request.store.js';
import { timeAfter } from './cursor.js';

/** What this module adds to a dictionary: who is about to change it. */
@Resolver(() => DictionaryType)
export class DictionaryChangeRequests {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => ChangeRequestConnection, { description: 'Requests that touch the dictionary, newest first.' })
  async changeRequests(
    @Parent() { code: dictionary }: DictionaryType,
    @Args('status', { type: () => [ChangeRequestStatus], nullable: true }) status: ChangeRequestStatus[] | null,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<Page<ChangeRequest>> {
    const filter = { dictionary, status: status ?? undefined };
    const { requests, totalCount } = await this.requests.page(this.db.manager, filter, first + 1, timeAfter({ after }));
    return pageOf(requests, { first, after }, totalCount, ({ createdAt, id }) => encodeCursor([createdAt, id]));
  }
}
