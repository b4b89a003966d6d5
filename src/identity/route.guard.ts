import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { isProblem } from '../kernel/problem.js';
import { ProblemException } from '../platform/http/problem.exception.js';
import type { ActingRequest } from './actor.graphql.js';
import { Actors } from './actor.source.js';
import { refuseRoute } from './core/operations.js';

/** Stands before every controller: a route that is not in the table never runs. GraphQL's root fields have a gate of their own. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(private readonly actors: Actors) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    return this.admit(execution.switchToHttp().getRequest<ActingRequest>());
  }

  private async admit(request: ActingRequest): Promise<boolean> {
    // HEAD is GET without a body, and Fastify answers it from the same route.
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const actor = await this.actors.actorOf(request.headers.authorization, method !== 'GET');
    if (isProblem(actor)) throw new ProblemException(actor);
    const refused = refuseRoute(actor, `${method} ${request.routeOptions.url ?? ''}`);
    if (refused) throw new ProblemException(refused);
    request.actor = actor;
    return true;
  }
}
