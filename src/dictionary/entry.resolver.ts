import { Args, Query, Resolver } from '@nestjs/graphql';
import { LOOKUP_CODES_MAX } from '../kernel/limits.js';
import { isProblem, LimitExceeded, type Problem } from '../kernel/problem.js';
import { JSONScalar } from '../platform/scalars.js';
import { EntryType } from './entry.graphql.js';
import { EntryReader } from './entry.reader.js';
import { PointInput, Points } from './point.js';

const point = { name: 'point', type: () => PointInput, nullable: true };

@Resolver(() => EntryType)
export class EntryResolver {
  constructor(
    private readonly points: Points,
    private readonly entries: EntryReader,
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
}
