import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { type Busy, type Forbidden, isProblem, type Problem, type ValidationFailed } from '../kernel/problem.js';
import { Idempotency } from '../platform/idempotency.js';
import { type Tx, Transactor } from '../platform/transactor.js';
import { Actors } from './actor.source.js';
import type { Action } from './core/actions.js';
import type { Actor } from './core/actor.js';
import { decideRole } from './core/decide.js';

/** A call of one of the mutations that alter who may do what. */
export interface Call {
  readonly actor: Actor;
  readonly action: Action;
  readonly key: string | undefined;
  /** What makes two calls the same call. Never a password: it would lie in the database under a fast hash. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** What was done: the name and the person it was done to, and what the audit keeps of it. */
export interface Done {
  readonly subject: string;
  readonly personId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type Outcome = Done | Problem;
export type Refusal<R> = Extract<R, Problem>;
type Always = Forbidden | ValidationFailed | Busy;

/** The frame of such a mutation: once a key, decided, recorded last, and known at once in this process. */
@Injectable()
export class Administration {
  constructor(
    private readonly transactor: Transactor,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly actors: Actors,
  ) {}

  /** Answers the subject of what `work` did, now or when it was called with this key before. */
  async run<R extends Outcome>(call: Call, work: (tx: Tx) => Promise<R>): Promise<string | Refusal<R> | Always> {
    const { actor, action, key, args } = call;
    const refused = decideRole(actor, action);
    if (refused) return refused;
    const claim = { actorId: actor.personId, key, operation: action, args };
    let touched: string | undefined;
    const outcome = await this.transactor.run((tx) =>
      this.idempotency.once<string | Refusal<R>>(tx, claim, async () => {
        const done: Outcome = await work(tx);
        if (isProblem(done)) return done as Refusal<R>;
        touched = done.personId;
        await this.record(tx, call, done);
        return done.subject;
      }),
    );
    // Only now: before the commit a request could have learnt the old state again.
    if (touched !== undefined) this.actors.forget(touched);
    return outcome;
  }

  private record(tx: Tx, { actor, action }: Call, { subject, personId, detail }: Done): Promise<void> {
    return this.audit.record(tx, { actorId: actor.personId, action, subject, detail: { personId, ...detail } });
  }
}
