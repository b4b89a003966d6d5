import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { LOOKUP_CODES_MAX } from '../kernel/limits.js';
import { isProblem, LimitExceeded, type Problem } from '../kernel/problem.js';
import { JSONScalar } from '../platform/scalars.js';
import { EntriesReader } from './entries.reader.js';
import { EntryConnection, EntryType, LookupAnswer } from './entry.graphql.js';
import { EntriesArgs } from './entry.inputs.js';
import { EntryReader } from './entry.reader.js';
import { PointInput, Points } from './point.js';

const point = { name: 'point', type: () => PointInput, nullable: true };

@Resolver(() => EntryType)
export class EntryResolver {
  constructor(
    private readonly points: Points,
    private readonly entries: EntryReader,
    private readonly searches: EntriesReader,
  ) {}

  @Query(() => EntryType, {
    nullable: true,
    description: 'Null only where the code never existed. `row` is null unless a row holds at the instant.',
  })
  async entry(
    @Args('dictionary') dictionary: string,
    @Args('code', { type: () => String, nullable: true }) code?: string | null,
    @Args('key', { type: () => JSONScalar, nullable: true }) key?: unknown,
    @Args(point) input?: PointInput | null,
  ): Promise<EntryType | null | Problem> {
    const at = await this.points.resolve(input);
    return isProblem(at) ? at : this.entries.byName(at, dictionary, { code, key });
  }

  @Query(() => [EntryType], {
    nullable: 'items',
    description: `One answer for each code, in the order asked; null where the code never existed. At most ${LOOKUP_CODES_MAX}.`,
  })
  async lookup(
    @Args('dictionary') dictionary: string,
    @Args('codes', { type: () => [String] }) codes: string[],
    @Args(point) input?: PointInput | null,
  ): Promise<(EntryType | null)[] | Problem> {
    if (codes.length > LOOKUP_CODES_MAX) {
      return new LimitExceeded('platform.limit.list', LOOKUP_CODES_MAX, codes.length);
    }
    const at = await this.points.resolve(input);
    return isProblem(at) ? at : this.entries.byCodes(at, dictionary, codes);
  }

  @Query(() => [LookupAnswer], {
    description:
      'By another field: a national code, an insurance code, a barcode. Exactly the value, of the row that holds.',
  })
  async lookupBy(
    @Args('dictionary') dictionary: string,
    @Args('field') field: string,
    @Args('values', { type: () => [String] }) values: string[],
    @Args(point) input?: PointInput | null,
  ): Promise<LookupAnswer[] | Problem> {
    if (values.length > LOOKUP_CODES_MAX) {
      return new LimitExceeded('platform.limit.list', LOOKUP_CODES_MAX, values.length);
    }
    const at = await this.points.resolve(input);
    return isProblem(at) ? at : this.searches.lookupBy(at, dictionary, field, values);
  }

  @Query(() => EntryConnection, {
    name: 'entries',
    description: 'Filtered, sorted and paged. Pages after the first stay on the version and the instant of the first.',
  })
  page(@Args() args: EntriesArgs): Promise<EntryConnection | Problem> {
    return this.searches.page(args);
  }
}

@Resolver(() => EntryConnection)
export class EntryConnectionResolver {
  @ResolveField(() => Int, { description: 'How many there are in all, on every page.' })
  totalCount(@Parent() { count }: EntryConnection): Promise<number> {
    return count();
  }
}
