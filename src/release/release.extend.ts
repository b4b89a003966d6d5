import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import { RowType } from '../dictionary/entry.graphql.js';
import { EntryVersionType } from '../dictionary/history.graphql.js';
import { GraphQLContext } from '../platform/context.js';
import { Release } from './release.entity.js';
import { ReleaseLoader } from './release.loader.js';

/** The release that a request became. */
@Resolver(() => ChangeRequest)
export class ChangeRequestRelease {
  constructor(private readonly releases: ReleaseLoader) {}

  @ResolveField(() => Release, { nullable: true, description: 'Null until everybody needed has signed.' })
  release(@Parent() request: ChangeRequest, @Context() context: GraphQLContext): Promise<Release | null> {
    return this.releases.ofRequest(context, request.id);
  }
}

/** The release that a row comes from. */
@Resolver(() => RowType)
export class RowOrigin {
  constructor(private readonly releases: ReleaseLoader) {}

  @ResolveField(() => Release, {
    nullable: true,
    description:
      'The release this row comes from: its people and its document. Null of a row that was not released yet.',
  })
  async origin(@Parent() { originNumber }: RowType, @Context() context: GraphQLContext): Promise<Release | null> {
    return originNumber === null ? null : this.releases.byNumber(context, originNumber);
  }
}

/** The release behind a version of an entry: through its request, who proposed and signed it, and on which document. */
@Resolver(() => EntryVersionType)
export class EntryVersionRelease {
  constructor(private readonly releases: ReleaseLoader) {}

  @ResolveField(() => Release, { nullable: true, description: 'The release that this version applied.' })
  async release(@Parent() written: EntryVersionType, @Context() context: GraphQLContext): Promise<Release | null> {
    const { releaseNumber } = written;
    return releaseNumber === null ? null : this.releases.byNumber(context, releaseNumber);
  }
}
