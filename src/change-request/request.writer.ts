import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import type { Actor } from '../identity/core/actor.js';
import {
  type Busy,
  type Forbidden,
  isProblem,
  NotFound,
  type Problem,
  type StaleRevision,
  type ValidationFailed,
  type WrongState,
} from '../kernel/problem.js';
import { Idempotency } from '../platform/idempotency.js';
import { Transactor, type Tx } from '../platform/transactor.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestStore } from './change-request.store.js';
import { refuseMove } from './core/admission.js';
import type { Move } from './core/lifecycle.js';

/** One write to one request, as it was asked for. */
export interface WriteCall {
  readonly actor: Actor;
  /** The request's number. */
  readonly number: string;
  /** The operation's name in the API, by which its idempotency key and its audit event go. */
  readonly operation: string;
  readonly move: Move;
  /** The revision that was seen, for an edit. */
  readonly revision?: number;
  readonly idempotencyKey?: string | undefined;
  /** Everything else that was asked. */
  readonly args?: unknown;
}

/** What is written down in the audit of a write that was carried out. */
export type Detail = Readonly<Record<string, unknown>>;

export type WriteRefusal = NotFound | Forbidden | WrongState | StaleRevision | ValidationFailed | Busy;

interface Steps<P extends Problem> {
  /** Who may do it, on the locked request. */
  readonly permit: (tx: Tx, request: ChangeRequest) => Promise<Forbidden | null>;
  readonly work: (tx: Tx, request: ChangeRequest) => Promise<P | Detail>;
}

/**
 * The frame of every write to a request: key first, then the request's lock; permission, status and revision on what is
 * locked; the work; the audit last. Asked again with its key, it answers with the request as it is now.
 */
@Injectable()
export class RequestWriter {
  constructor(
    private readonly transactor: Transactor,
    private readonly idempotency: Idempotency,
    private readonly requests: ChangeRequestStore,
    private readonly audit: Audit,
  ) {}

  write<P extends Problem>(call: WriteCall, steps: Steps<P>): Promise<ChangeRequest | P | WriteRefusal> {
    return this.transactor.run(async (tx) => {
      const { idempotencyKey: key, operation, actor, number, revision, args } = call;
      const once = { actorId: actor.personId, key, operation, args: { number, revision, args } };
      const written = await this.idempotency.once(tx, once, () => this.carryOut(tx, call, steps));
      return isProblem(written) ? written : this.reread(tx, written);
    });
  }

  /** The frame of what makes a request; `make` answers with its number and what the audit shall know. */
  create<P extends Problem>(
    call: Omit<WriteCall, 'number' | 'move' | 'revision'>,
    make: (tx: Tx) => Promise<P | { readonly number: string; readonly detail: Detail }>,
  ): Promise<ChangeRequest | P | ValidationFailed | Busy> {
    return this.transactor.run(async (tx) => {
      const { idempotencyKey: key, operation, actor, args } = call;
      const made = await this.idempotency.once(tx, { actorId: actor.personId, key, operation, args }, async () => {
        const request = await make(tx);
        if (isProblem(request)) return request;
        await this.record(tx, call, request.number, request.detail);
        return request.number;
      });
      return isProblem(made) ? made : this.reread(tx, made);
    });
  }

  private async carryOut<P extends Problem>(tx: Tx, call: WriteCall, { permit, work }: Steps<P>) {
    const request = await this.requests.lock(tx, call.number);
    if (!request) return new NotFound('changeRequest', call.number);
    const refused = (await permit(tx, request)) ?? refuseMove(request, call.move, call.revision);
    if (refused) return refused;
    const detail = await work(tx, request);
    if (isProblem(detail)) return detail;
    await this.record(tx, call, call.number, detail);
    return call.number;
  }

  private record(tx: Tx, call: Pick<WriteCall, 'actor' | 'operation'>, subject: string, detail: Detail): Promise<void> {
    const action = `changeRequest.${call.operation}`;
    return this.audit.record(tx, { actorId: call.actor.personId, action, subject, detail });
  }

  private async reread(tx: Tx, number: string): Promise<ChangeRequest> {
    const request = await this.requests.find(tx, number);
    if (!request) throw new Error(`The request ${number} was written and is not there.`);
    return request;
  }
}
