import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { parseDigest } from '../kernel/digest.js';
import { type Page, PageArgs, pageOf } from '../platform/connection.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import { ApiKeyConnection, ApiKeyType, CreateApiKeyResult, RevokeApiKeyResult } from './account.graphql.js';
import { CreateApiKeyInput } from './account.inputs.js';
import { CurrentActor } from './actor.graphql.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyStore } from './api-key.store.js';
import type { Actor } from './core/actor.js';

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  constructor(
    private readonly service: ApiKeyService,
    private readonly apiKeys: ApiKeyStore,
    private readonly dataSource: DataSource,
  ) {}

  @Query(() => ApiKeyConnection, { name: 'apiKeys', description: 'For administrators: what systems read with.' })
  async list(@Args() page: PageArgs): Promise<Page<ApiKeyType>> {
    const { keys, total } = await this.apiKeys.page(this.dataSource.manager, page.first, parseDigest(page.after ?? ''));
    return pageOf(keys, page, total, ({ id }) => id);
  }

  @Mutation(() => CreateApiKeyResult, {
    description: 'A key for a system. Several keys of one system let it change keys without a gap.',
  })
  createApiKey(
    @CurrentActor() actor: Actor,
    @Args('input') input: CreateApiKeyInput,
    @IdempotencyKey() key?: string,
  ): Promise<typeof CreateApiKeyResult> {
    return this.service.create(actor, input, key);
  }

  @Mutation(() => RevokeApiKeyResult)
  revokeApiKey(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }) id: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof RevokeApiKeyResult> {
    return this.service.revoke(actor, id, key);
  }
}
