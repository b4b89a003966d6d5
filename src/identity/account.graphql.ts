import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Connection } from '../platform/connection.js';
import {
  BusyType,
  ForbiddenType,
  LimitExceededType,
  NotFoundType,
  resultUnion,
  ValidationFailedType,
  WrongStateType,
} from '../platform/problem.graphql.js';
import { DateTime } from '../platform/scalars.js';
import type { Account } from './account.store.js';
import { ActorType } from './actor.graphql.js';
import type { CreatedApiKey } from './api-key.service.js';
import type { ApiKey } from './api-key.store.js';

@ObjectType('Account', { description: 'What a person signs in with.' })
export class AccountType implements Account {
  readonly id: string;
  @Field() readonly username: string;
  @Field() readonly staffNumber: string;
  @Field() readonly locked: boolean;
  @Field(() => DateTime) readonly createdAt: Date;
  @Field(() => ActorType) readonly person: ActorType;
}

@ObjectType('ApiKey', { description: 'What a system reads with. The key itself is shown once, when it is made.' })
export class ApiKeyType implements ApiKey {
  @Field(() => ID) readonly id: string;
  readonly personId: string;
  @Field() readonly system: string;
  @Field() readonly name: string;
  @Field(() => [String]) readonly channels: readonly string[];
  @Field() readonly revoked: boolean;
  @Field(() => DateTime) readonly createdAt: Date;
}

@ObjectType('CreatedApiKey')
export class CreatedApiKeyType implements CreatedApiKey {
  @Field(() => String, {
    nullable: true,
    description:
      'For the Authorization header: `Bearer <key>`. Null where the same call was made before: it is shown once.',
  })
  readonly key: string | null;
  @Field(() => ApiKeyType) readonly apiKey: ApiKeyType;
}

export const AccountConnection = Connection('Account', AccountType);
export const ApiKeyConnection = Connection('ApiKey', ApiKeyType);

const ALWAYS = [ForbiddenType, ValidationFailedType, BusyType] as const;
const NAMED = [NotFoundType, ...ALWAYS] as const;
const STATED = [WrongStateType, ...NAMED] as const;

export const CreateAccountResult = resultUnion('CreateAccountResult', AccountType, ...ALWAYS);
export const LockAccountResult = resultUnion('LockAccountResult', AccountType, ...STATED);
export const UnlockAccountResult = resultUnion('UnlockAccountResult', AccountType, ...STATED);
export const SetPasswordResult = resultUnion('SetPasswordResult', AccountType, ...NAMED);
export const ChangePasswordResult = resultUnion('ChangePasswordResult', ActorType, LimitExceededType, ...ALWAYS);
export const GrantRoleResult = resultUnion('GrantRoleResult', AccountType, ...NAMED);
export const RevokeRoleResult = resultUnion('RevokeRoleResult', AccountType, ...NAMED);
export const CreateApiKeyResult = resultUnion('CreateApiKeyResult', CreatedApiKeyType, ...ALWAYS);
export const RevokeApiKeyResult = resultUnion('RevokeApiKeyResult', ApiKeyType, ...STATED);
