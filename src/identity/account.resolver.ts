import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { type Page, PageArgs, pageOf } from '../platform/connection.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import {
  AccountConnection,
  AccountType,
  CreateAccountResult,
  GrantRoleResult,
  LockAccountResult,
  RevokeRoleResult,
  SetPasswordResult,
  UnlockAccountResult,
} from './account.graphql.js';
import { CreateAccountInput } from './account.inputs.js';
import { AccountService } from './account.service.js';
import { AccountStore } from './account.store.js';
import { CurrentActor, RoleEnum } from './actor.graphql.js';
import type { Actor, Role } from './core/actor.js';

const Username = (): ParameterDecorator => Args('username');
const RoleArg = (): ParameterDecorator => Args('role', { type: () => RoleEnum });
const Scope = (): ParameterDecorator => Args('scope', { type: () => String, defaultValue: '' });

@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly service: AccountService,
    private readonly accounts: AccountStore,
    private readonly dataSource: DataSource,
  ) {}

  @Query(() => AccountConnection, { name: 'accounts', description: 'For administrators: every account, by username.' })
  async list(@Args() page: PageArgs): Promise<Page<AccountType>> {
    const { accounts, total } = await this.accounts.page(this.dataSource.manager, page.first, page.after ?? '');
    return pageOf(accounts, page, total, ({ username }) => username);
  }

  @Mutation(() => CreateAccountResult, {
    description: 'An account for a person of the hospital. A staff number that is known names the person who has it.',
  })
  createAccount(
    @CurrentActor() actor: Actor,
    @Args('input') input: CreateAccountInput,
    @IdempotencyKey() key?: string,
  ): Promise<typeof CreateAccountResult> {
    return this.service.create(actor, input, key);
  }

  @Mutation(() => LockAccountResult, {
    description: 'Ends the account’s sessions, at once and everywhere, and begins no more.',
  })
  lockAccount(
    @CurrentActor() actor: Actor,
    @Username() username: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof LockAccountResult> {
    return this.service.lock(actor, username, key);
  }

  @Mutation(() => UnlockAccountResult)
  unlockAccount(
    @CurrentActor() actor: Actor,
    @Username() username: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof UnlockAccountResult> {
    return this.service.unlock(actor, username, key);
  }

  @Mutation(() => SetPasswordResult, { description: 'For somebody who forgot theirs; their sessions end.' })
  setPassword(
    @CurrentActor() actor: Actor,
    @Username() username: string,
    @Args('password') password: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof SetPasswordResult> {
    return this.service.setPassword(actor, username, password, key);
  }

  @Mutation(() => GrantRoleResult, {
    description: 'Gives the person of an account a role; nobody gives one to themselves.',
  })
  grantRole(
    @CurrentActor() actor: Actor,
    @Username() username: string,
    @RoleArg() role: Role,
    @Scope() scope: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof GrantRoleResult> {
    return this.service.grantRole(actor, { username, role, scope }, key);
  }

  @Mutation(() => RevokeRoleResult, { description: 'Takes a role away; the last administrator stays one.' })
  revokeRole(
    @CurrentActor() actor: Actor,
    @Username() username: string,
    @RoleArg() role: Role,
    @Scope() scope: string,
    @IdempotencyKey() key?: string,
  ): Promise<typeof RevokeRoleResult> {
    return this.service.revokeRole(actor, { username, role, scope }, key);
  }
}
