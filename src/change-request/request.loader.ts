import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource } from 'typeorm';
import { type Definitions, DefinitionStore } from '../dictionary/definition.store.js';
import type { GraphQLContext } from '../platform/context.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestStore } from './change-request.store.js';
import type { PermissionFacts } from './core/permissions.js';
import { kindsOf } from './drafting.js';

interface Loaders {
  readonly editors: DataLoader<string, readonly string[]>;
  readonly dictionaries: DataLoader<string, readonly string[]>;
  readonly definitions: Promise<Definitions>;
}

/** Loads what the fields of requests need, in sets: a page of fifty requests is one question each. */
@Injectable()
export class RequestLoader {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly stored: DefinitionStore,
    private readonly dataSource: DataSource,
  ) {}

  /** Everybody who edited any revision. */
  editors(context: GraphQLContext, requestId: string): Promise<readonly string[]> {
    return this.loadersOf(context).editors.load(requestId);
  }

  /** The definitions that PRODUCTION holds now, read once a request. */
  definitions(context: GraphQLContext): Promise<Definitions> {
    return this.loadersOf(context).definitions;
  }

  async permissionFacts(context: GraphQLContext, { id, authorId: author }: ChangeRequest): Promise<PermissionFacts> {
    const loaders = this.loadersOf(context);
    const dictionaries = await loaders.dictionaries.load(id);
    const kinds = kindsOf(
      await loaders.definitions,
      dictionaries.map((dictionary) => ({ dictionary })),
    );
    return { kinds, author, editors: await loaders.editors.load(id) };
  }

  private loadersOf(context: GraphQLContext): Loaders {
    const { manager } = this.dataSource;
    return context.memo(RequestLoader, () => ({
      editors: setLoader((ids) => this.requests.editors(manager, ids)),
      dictionaries: setLoader((ids) => this.requests.dictionaries(manager, ids)),
      definitions: this.stored.at(manager, 'PRODUCTION'),
    }));
  }
}

const setLoader = (load: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>) =>
  new DataLoader<string, readonly string[]>(async (ids) => {
    const found = await load(ids);
    return ids.map((id) => found.get(id) ?? []);
  });
