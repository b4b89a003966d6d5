import { Injectable } from '@nestjs/common';
import { type FieldGuard, OperationGate } from '../platform/context.js';
import type { Actor } from './core/actor.js';
import { decideRole } from './core/decide.js';
import { actionOfField, refuseOperation } from './core/operations.js';

/** Puts the table of operations before every field of the schema that needs it. */
@Injectable()
export class Gate extends OperationGate<Actor> {
  ofOperation(operation: string): FieldGuard<Actor> {
    return (actor, args) => refuseOperation(actor, operation, args);
  }

  ofField(field: string, leadsTo: string): FieldGuard<Actor> | null {
    const action = actionOfField(field, leadsTo);
    return action && ((actor) => decideRole(actor, action));
  }
}
