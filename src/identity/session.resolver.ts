import { Args, Context, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Instant } from '../kernel/timeline.js';
import type { GraphQLContext } from '../platform/context.js';
import { BusyType, ForbiddenType, LimitExceededType, resultUnion } from '../platform/problem.graphql.js';
import { DateTime } from '../platform/scalars.js';
import { ActorType, CurrentActor } from './actor.graphql.js';
import { type Actor, isSignedIn } from './core/actor.js';
import { SessionService } from './session.service.js';

@ObjectType('Session')
export class SessionType {
  @Field({ description: 'For the Authorization header: `Bearer <token>`. Shown this once.' }) readonly token: string;
  @Field(() => DateTime) readonly expiresAt: Instant;
  @Field(() => ActorType) readonly actor: ActorType;
}

@ObjectType('SignedOut')
export class SignedOutType {
  @Field({ description: 'Whether a session ended; an API key has none.' }) readonly ended: boolean;
}

const SignInResult = resultUnion('SignInResult', SessionType, ForbiddenType, LimitExceededType, BusyType);
const SignOutResult = resultUnion('SignOutResult', SignedOutType, ForbiddenType, BusyType);

@Resolver()
export class SessionResolver {
  constructor(private readonly sessions: SessionService) {}

  @Query(() => ActorType, { nullable: true, description: 'Who asks; null where nobody has signed in.' })
  me(@CurrentActor() actor: Actor): ActorType | null {
    return isSignedIn(actor) ? actor : null;
  }

  @Mutation(() => SignInResult, {
    description: 'Begins a session of twelve hours. Asked twice it begins two: a token is never shown again.',
  })
  signIn(
    @Args('username') username: string,
    @Args('password') password: string,
    @Context() { address }: GraphQLContext,
  ): Promise<typeof SignInResult> {
    return this.sessions.signIn({ username, password, address });
  }

  @Mutation(() => SignOutResult, { description: 'Ends the session it is asked in, at once and everywhere.' })
  signOut(@CurrentActor() actor: Actor): Promise<typeof SignOutResult> {
    return this.sessions.signOut(actor);
  }
}
