import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource } from 'typeorm';
import type { GraphQLContext } from '../platform/context.js';
import { ChannelVersionStore, type VersionSeen } from './channel-version.store.js';
import type { Release } from './release.entity.js';
import { ReleaseStore } from './release.store.js';

interface Loaders {
  readonly byNumber: DataLoader<string, Release | null>;
  readonly ofRequest: DataLoader<string, Release | null>;
  readonly holding: DataLoader<string, readonly VersionSeen[]>;
  readonly needsRevision: DataLoader<string, boolean>;
}

/** Loads what the fields of releases need, in sets: the origins of five hundred rows are one question. */
@Injectable()
export class ReleaseLoader {
  constructor(
    private readonly releases: ReleaseStore,
    private readonly versions: ChannelVersionStore,
    private readonly dataSource: DataSource,
  ) {}

  byNumber(context: GraphQLContext, number: string): Promise<Release | null> {
    return this.loadersOf(context).byNumber.load(number);
  }

  ofRequest(context: GraphQLContext, requestId: string): Promise<Release | null> {
    return this.loadersOf(context).ofRequest.load(requestId);
  }

  /** The versions that took up the release. */
  holding(context: GraphQLContext, number: string): Promise<readonly VersionSeen[]> {
    return this.loadersOf(context).holding.load(number);
  }

  needsRevision(context: GraphQLContext, number: string): Promise<boolean> {
    return this.loadersOf(context).needsRevision.load(number);
  }

  private loadersOf(context: GraphQLContext): Loaders {
    const { manager } = this.dataSource;
    return context.memo(ReleaseLoader, () => ({
      byNumber: new DataLoader(async (numbers) => {
        const found = new Map((await this.releases.byNumbers(manager, numbers)).map((each) => [each.number, each]));
        return numbers.map((number) => found.get(number) ?? null);
      }),
      ofRequest: new DataLoader(async (ids) => {
        const found = new Map((await this.releases.ofRequests(manager, ids)).map((each) => [each.requestId, each]));
        return ids.map((id) => found.get(id) ?? null);
      }),
      holding: new DataLoader(async (numbers) => {
        const found = await this.versions.holding(manager, numbers);
        return numbers.map((number) => found.get(number) ?? []);
      }),
      needsRevision: new DataLoader(async (numbers) => {
        const found = await this.versions.needingRevision(manager, numbers);
        return numbers.map((number) => found.has(number));
      }),
    }));
  }
}
