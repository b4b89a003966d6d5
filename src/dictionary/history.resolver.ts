import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { decodeCursor, encodeCursor } from '../kernel/page.js';
import { type Page, pageOf, ShortPageArgs } from '../platform/connection.js';
import { problemError } from '../platform/graphql/errors.js';
import { EntryType } from './entry.graphql.js';
import { EntryVersionConnection, EntryVersionType } from './history.graphql.js';
import { HistoryStore } from './history.store.js';
import { badCursor, pageSizeProblem } from './page.check.js';

@Resolver(() => EntryType)
export class HistoryResolver {
  constructor(private readonly store: HistoryStore) {}

  @ResolveField(() => EntryVersionConnection, {
    description: 'What the channel made of it up to the version read, newest first.',
  })
  async history(
    @Parent() { entryId, readAt }: EntryType,
    @Args() page: ShortPageArgs,
  ): Promise<Page<EntryVersionType>> {
    const refused = pageSizeProblem(page.first);
    if (refused) throw problemError(refused);
    const below = page.after ? versionOf(page.after) : Infinity;
    const { written, totalCount } = await this.store.page(entryId, readAt, below, page.first + 1);
    const nodes = written.map((each) => new EntryVersionType(each));
    return pageOf(nodes, page, totalCount, (node) => encodeCursor([String(node.version)]));
  }
}

function versionOf(cursor: string): number {
  const [version = '', ...rest] = decodeCursor(cursor) ?? [];
  if (rest.length > 0 || !/^\d{1,9}$/.test(version)) throw problemError(badCursor(cursor));
  return Number(version);
}
