import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { GraphQLContext } from '../platform/context.js';
import { type Actor, type Role, ROLES } from './core/actor.js';
import type { Person } from './people.store.js';

const RoleEnum = Object.fromEntries(ROLES.map((role) => [role, role])) as { readonly [R in Role]: R };
registerEnumType(RoleEnum, {
  name: 'Role',
  description: 'What a person may be trusted with. Which role allows what is one table in the service.',
});
export { RoleEnum };

@ObjectType('RoleGrant')
export class RoleGrantType {
  @Field(() => RoleEnum) readonly role: Role;
  @Field({
    description: 'The kind of dictionary a MAINTAINER maintains, the `reviewer_role` a REVIEWER signs in, else empty.',
  })
  readonly scope: string;
}

@ObjectType('Actor', { description: 'A person, or a system that reads with an API key.' })
export class ActorType implements Person {
  @Field(() => ID, { name: 'id' }) readonly personId: string;
  @Field() readonly name: string;
  @Field(() => String, { nullable: true, description: 'Null for systems.' }) readonly username: string | null;
  @Field() readonly machine: boolean;
  @Field(() => [RoleGrantType]) readonly roles: readonly RoleGrantType[];
}

/** A request over HTTP, past the guard of routes, which has written down who asks. */
export type ActingRequest = FastifyRequest & { actor?: Actor };

/** Who asks: the actor of a resolver's or a controller's request. */
export const CurrentActor = createParamDecorator((_: unknown, execution: ExecutionContext): Actor => {
  if (execution.getType<'http' | 'graphql'>() === 'graphql') {
    return execution.getArgByIndex<GraphQLContext<Actor>>(2).actor;
  }
  const { actor } = execution.switchToHttp().getRequest<ActingRequest>();
  if (!actor) throw new Error('A route was reached past the guard.');
  return actor;
});
