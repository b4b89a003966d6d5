import { type DynamicModule, Module } from '@nestjs/common';
import {
  Args,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, Length, Matches, Min, ValidateNested } from 'class-validator';
import { issue } from '../../src/kernel/message.js';
import { Busy, Forbidden, NotFound, type Problem, ValidationFailed } from '../../src/kernel/problem.js';
import { says } from '../../src/kernel/message.js';
import { Connection, PageArgs, pageOf } from '../../src/platform/connection.js';
import { PlatformModule, type PlatformSettings } from '../../src/platform/platform.module.js';
import { NotFoundType, resultUnion, ValidationFailedType } from '../../src/platform/problem.graphql.js';
import { DateTime, Decimal, JSONScalar } from '../../src/platform/scalars.js';

/** A small schema with one of everything that platform offers, so that platform is tested without a word of the domain. */
@ObjectType('Bed')
export class Bed {
  @Field(() => ID) id: string;
  @Field() name: string;
  @Field(() => Decimal) price: string;
  @Field(() => DateTime) since: string;
  @Field(() => JSONScalar) values: unknown;
}
const BedConnection = Connection('Bed', Bed);

const bed = (id: string): Bed => ({
  id,
  name: `床位 ${id}`,
  price: '12.50',
  since: '2026-12-31T16:00:00.000Z',
  values: { unit: '日' },
});

@InputType()
class LinenInput {
  @Field(() => Int) @Min(1) sheets: number;
}

@InputType()
class BedInput {
  @Field() @Length(1, 20) name: string;
  @Field({ nullable: true }) @Matches(/^[A-Z]\d+$/) code?: string;
  @Field(() => [LinenInput], { nullable: true })
  @ArrayMaxSize(2)
  @ValidateNested()
  @Type(() => LinenInput)
  linen?: LinenInput[];
}

const MakeBedResult = resultUnion('MakeBedResult', Bed, NotFoundType, ValidationFailedType);
const StripBedResult = resultUnion('StripBedResult', Bed, NotFoundType);

@Resolver(() => Bed)
export class WardResolver {
  @Query(() => Bed, { nullable: true })
  async bed(@Args('id', { type: () => ID }) id: string): Promise<Bed | Problem | null> {
    if (id === 'slow') await new Promise((resolve) => setTimeout(resolve, 500));
    if (id === 'forbidden') return new Forbidden(says('platform.forbidden'));
    if (id === 'invalid') return new ValidationFailed([issue('id', 'platform.input.required')]);
    if (id === 'throws') throw new Error('SELECT secret FROM inside');
    if (id === 'disconnected') throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    return id === 'none' ? null : bed(id);
  }

  @Query(() => [Bed], { nullable: 'items' })
  bedsByCode(@Args('codes', { type: () => [String] }) codes: string[]): (Bed | null)[] {
    return codes.map((code) => (code === 'none' ? null : bed(code)));
  }

  @Query(() => BedConnection)
  beds(@Args() page: PageArgs): InstanceType<typeof BedConnection> {
    const all = Array.from({ length: 1_000 }, (_, index) => bed(String(index)));
    return pageOf(all.slice(0, page.first + 1), page, all.length, (each) => each.id);
  }

  @Query(() => JSONScalar, { nullable: true })
  echo(
    @Args('at', { type: () => DateTime, nullable: true }) at: string | null,
    @Args('price', { type: () => Decimal, nullable: true }) price: string | null,
    @Args('values', { type: () => JSONScalar, nullable: true }) values: unknown,
  ): unknown {
    return { at, price, values };
  }

  @ResolveField(() => BedConnection)
  neighbours(@Parent() parent: Bed, @Args() page: PageArgs): InstanceType<typeof BedConnection> {
    return pageOf([bed(`${parent.id}+1`)], page, 1, (each) => each.id);
  }

  @ResolveField(() => [Bed])
  spare(@Parent() parent: Bed): Bed[] {
    return [bed(`${parent.id}-spare`)];
  }

  @Mutation(() => MakeBedResult)
  makeBed(@Args('input') input: BedInput): typeof MakeBedResult {
    return input.name === 'nobody' ? new NotFound('entry', 'nobody') : { ...bed('made'), values: { ...input } };
  }

  @Mutation(() => StripBedResult)
  stripBed(@Args('input') input: BedInput): typeof StripBedResult {
    return { ...bed('stripped'), name: input.name };
  }
}

/** Shown to the compiler: a refusal that the union does not list does not compile. */
export const refusals = {
  listed: (): typeof StripBedResult => new NotFound('entry', 'x'),
  // @ts-expect-error Busy is no member of StripBedResult.
  unlisted: (): typeof StripBedResult => new Busy(),
};

@Module({ providers: [WardResolver] })
class WardModule {}

@Module({})
class WardRoot {}

export const ward = (settings: PlatformSettings): DynamicModule => ({
  module: WardRoot,
  imports: [PlatformModule.with(settings), WardModule],
});
