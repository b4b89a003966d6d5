import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource } from 'typeorm';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { GraphQLContext } from '../platform/context.js';
import type { Policy } from './core/policy.js';
import { PolicyStore } from './policy.store.js';
import { type Review, ReviewReader } from './review.reader.js';
import type { SignOff } from './sign-off.entity.js';
import { SignOffStore } from './sign-off.store.js';

interface Loaders {
  readonly signOffs: DataLoader<string, readonly SignOff[]>;
  readonly policies: Promise<readonly Policy[]>;
}

/** Loads what the fields of requests need of their reviews, in sets. */
@Injectable()
export class ReviewLoader {
  constructor(
    private readonly stored: SignOffStore,
    private readonly policies: PolicyStore,
    private readonly reviews: ReviewReader,
    private readonly dataSource: DataSource,
  ) {}

  signOffs(context: GraphQLContext, requestId: string): Promise<readonly SignOff[]> {
    return this.loadersOf(context).signOffs.load(requestId);
  }

  async review(context: GraphQLContext, request: ChangeRequest): Promise<Review> {
    return this.reviews.of(this.dataSource.manager, request, await this.loadersOf(context).policies);
  }

  private loadersOf(context: GraphQLContext): Loaders {
    const { manager } = this.dataSource;
    return context.memo(ReviewLoader, () => ({
      signOffs: new DataLoader(async (ids) => {
        const given = await this.stored.ofRequests(manager, ids);
        return ids.map((id) => given.get(id) ?? []);
      }),
      policies: this.policies.inForce(manager),
    }));
  }
}
