import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Problem } from '../kernel/problem.js';
import { DifferenceConnection, DifferenceCounts } from './compare.graphql.js';
import { CompareArgs } from './compare.inputs.js';
import { CompareReader } from './compare.reader.js';

@Resolver(() => DifferenceConnection)
export class CompareResolver {
  constructor(private readonly reader: CompareReader) {}

  @Query(() => DifferenceConnection, {
    description:
      'Entries that two points hold differently, in the order of dictionaries and codes. Points may differ in channel, version and instant.',
  })
  compare(@Args() args: CompareArgs): Promise<DifferenceConnection | Problem> {
    return this.reader.page(args);
  }

  @ResolveField(() => DifferenceCounts, { description: 'How many there are of each kind, on every page.' })
  counts(@Parent() { counted }: DifferenceConnection): Promise<DifferenceCounts> {
    return counted();
  }
}
