import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource, In } from 'typeorm';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import { RequestLoader } from '../change-request/request.loader.js';
import type { Actor } from '../identity/core/actor.js';
import { decide } from '../identity/core/decide.js';
import { GraphQLContext } from '../platform/context.js';
import { ReviewLoader } from '../review/review.loader.js';
import { nextChannel } from './core/route.js';
import type { Release } from './release.entity.js';
import { ReleaseLoader } from './release.loader.js';

/** The request behind a release, and what its people may still do with it. */
@Injectable()
export class ReleaseActions {
  constructor(
    private readonly releases: ReleaseLoader,
    private readonly requests: RequestLoader,
    private readonly reviews: ReviewLoader,
    private readonly dataSource: DataSource,
  ) {}

  requestOf(context: GraphQLContext, { requestId }: Release): Promise<ChangeRequest | null> {
    if (requestId === null) return Promise.resolve(null);
    const loader = context.memo(
      ReleaseActions,
      () =>
        new DataLoader<string, ChangeRequest | null>(async (ids) => {
          const found = await this.dataSource.manager.findBy(ChangeRequest, { id: In([...ids]) });
          const byId = new Map(found.map((request) => [request.id, request]));
          return ids.map((id) => byId.get(id) ?? null);
        }),
    );
    return loader.load(requestId);
  }

  /** `applyRelease` as long as a channel is left and the asker may carry the release there. */
  async allowed(context: GraphQLContext, actor: Actor, release: Release): Promise<readonly string[]> {
    const request = await this.requestOf(context, release);
    if (!request || request.status !== 'SIGNED') return [];
    const held = new Set((await this.releases.holding(context, release.number)).map(({ channel }) => channel));
    if (nextChannel(held) === null || (await this.releases.needsRevision(context, release.number))) return [];
    const editors = await this.requests.editors(context, request.id);
    const signers = (await this.reviews.signOffs(context, request.id)).map(({ reviewerId }) => reviewerId);
    return decide(actor, 'release.apply', { author: request.authorId, editors, signers }, {}) ? [] : ['applyRelease'];
  }
}
