import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { ActorSource, OperationGate } from '../platform/context.js';
import { AccountEntity, SessionEntity } from './account.entity.js';
import { AccountResolver } from './account.resolver.js';
import { AccountService } from './account.service.js';
import { AccountStore } from './account.store.js';
import { Actors } from './actor.source.js';
import { Administration } from './administration.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyStore } from './api-key.store.js';
import { CredentialCheck } from './credential.check.js';
import { Demonstration } from './demonstration.js';
import { FirstAdministrator } from './first-administrator.js';
import { Gate } from './operation.gate.js';
import { Passwords } from './password.js';
import { PasswordResolver } from './password.resolver.js';
import { PasswordService } from './password.service.js';
import { PeopleLoader } from './people.loader.js';
import { PeopleStore } from './people.store.js';
import { PersonEntity } from './person.entity.js';
import { RoleGrantEntity } from './role-grant.entity.js';
import { RouteGuard } from './route.guard.js';
import { SessionResolver } from './session.resolver.js';
import { SessionService } from './session.service.js';
import { SessionStore } from './session.store.js';
import { SignInThrottleEntity } from './sign-in-throttle.entity.js';

const ENTITIES = [PersonEntity, AccountEntity, SessionEntity, RoleGrantEntity, ApiKeyEntity, SignInThrottleEntity];
const STORES = [AccountStore, ApiKeyStore, PeopleStore, SessionStore];
const SERVICES = [AccountService, ApiKeyService, PasswordService, SessionService];
const SHELL = [Administration, CredentialCheck, Demonstration, FirstAdministrator, Passwords, PeopleLoader];
const RESOLVERS = [AccountResolver, ApiKeyResolver, PasswordResolver, SessionResolver];

/** Who acts, and what they may do. Global: every module on the right decides and shows people. */
@Global()
@Module({
  imports: [AuditModule, TypeOrmModule.forFeature(ENTITIES)],
  providers: [
    ...STORES,
    ...SERVICES,
    ...SHELL,
    ...RESOLVERS,
    Actors,
    { provide: ActorSource, useExisting: Actors },
    { provide: OperationGate, useClass: Gate },
    { provide: APP_GUARD, useClass: RouteGuard },
  ],
  exports: [AuditModule, PeopleLoader, PeopleStore, Actors, Demonstration],
})
export class IdentityModule {}
