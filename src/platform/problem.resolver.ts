import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Message } from '../kernel/message.js';
import { GraphQLContext } from './context.js';
import { say } from './i18n.js';
import { FindingType, IssueType, ProblemType } from './problem.graphql.js';

interface Said {
  readonly says: Message;
}

const said = (value: Said, context: GraphQLContext): string => say(value.says, context.language);

@Resolver(() => ProblemType)
export class ProblemResolver {
  @ResolveField(() => String)
  message(@Parent() problem: Said, @Context() context: GraphQLContext): string {
    return said(problem, context);
  }
}

@Resolver(() => IssueType)
export class IssueResolver {
  @ResolveField(() => String)
  message(@Parent() issue: Said, @Context() context: GraphQLContext): string {
    return said(issue, context);
  }
}

@Resolver(() => FindingType)
export class FindingResolver {
  @ResolveField(() => String)
  message(@Parent() finding: Said, @Context() context: GraphQLContext): string {
    return said(finding, context);
  }
}
