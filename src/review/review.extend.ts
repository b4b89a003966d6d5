import { Args, Context, Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import type { ChangeRequestStatus } from '../change-request/core/lifecycle.js';
import { ordinalAfter } from '../change-request/cursor.js';
import { ChangeRequestChecks } from '../change-request/request.check.js';
import { ActorType } from '../identity/actor.graphql.js';
import { PeopleLoader } from '../identity/people.loader.js';
import { encodeCursor } from '../kernel/page.js';
import { Connection, type Page, PageArgs, pageOf } from '../platform/connection.js';
import { GraphQLContext } from '../platform/context.js';
import { FindingType } from '../platform/problem.graphql.js';
import { findingsOf } from './core/findings.js';
import type { RequiredSignOff } from './core/required.js';
import { ReviewLoader } from './review.loader.js';
import { SignOff } from './sign-off.entity.js';

const FindingConnection = Connection('Finding', FindingType);

@ObjectType('RequiredSignOff', { description: 'What one review policy asks of a request.' })
class RequiredSignOffType {
  @Field({ description: 'The entry of `review_policy` that asks.' }) readonly policy: string;
  @Field({ description: 'The entry of `reviewer_role` that must sign.' }) readonly role: string;
  @Field(() => Int, { description: 'How many persons must sign.' }) readonly count: number;
  @Field(() => Int, { description: 'How many persons have signed what is in review now.' }) readonly met: number;
  @Field() readonly because: string;
}

/** Statuses in which something may still stand in a request's way. */
const OPEN: readonly ChangeRequestStatus[] = ['DRAFT', 'CHANGES_REQUESTED', 'IN_REVIEW'];

const lineOf = (line: RequiredSignOff, { language }: GraphQLContext): RequiredSignOffType => ({
  policy: line.policy.code,
  role: line.policy.role,
  count: line.policy.approvals,
  met: line.met,
  because: language === 'en' ? line.policy.becauseEn : line.policy.because,
});

/** What the review adds to a change request. */
@Resolver(() => ChangeRequest)
export class ReviewExtension {
  constructor(
    private readonly loader: ReviewLoader,
    private readonly checks: ChangeRequestChecks,
    private readonly db: DataSource,
  ) {}

  @ResolveField(() => [RequiredSignOffType], {
    description: 'The policies that apply: those pinned at submission and those in force. All must be met.',
  })
  async requiredSignOffs(
    @Parent() request: ChangeRequest,
    @Context() context: GraphQLContext,
  ): Promise<RequiredSignOffType[]> {
    const { lines } = await this.loader.review(context, request);
    return lines.map((line) => lineOf(line, context));
  }

  @ResolveField(() => [SignOff], { description: 'Every sign-off ever given, in the order of time.' })
  async signOffs(@Parent() request: ChangeRequest, @Context() context: GraphQLContext): Promise<SignOff[]> {
    const given = await this.loader.signOffs(context, request.id);
    return given.map((signOff) => ({ ...signOff, stale: signOff.digest !== request.digest }));
  }

  @ResolveField(() => FindingConnection, { description: 'What stands in the way of a submission as things are now.' })
  async findings(@Parent() request: ChangeRequest, @Args() args: PageArgs): Promise<Page<FindingType>> {
    const found = OPEN.includes(request.status) ? findingsOf(await this.checks.check(this.db.manager, request)) : [];
    const start = (ordinalAfter(args) ?? -1) + 1;
    const placed = found.map((finding, place) => ({ ...finding, place }));
    return pageOf(placed.slice(start), args, found.length, ({ place }) => encodeCursor([String(place)]));
  }
}

@Resolver(() => SignOff)
export class SignOffResolver {
  constructor(private readonly people: PeopleLoader) {}

  @ResolveField(() => ActorType)
  reviewer(@Parent() signOff: SignOff, @Context() context: GraphQLContext): Promise<ActorType> {
    return this.people.load(context, signOff.reviewerId);
  }
}
