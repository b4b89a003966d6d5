import { Injectable } from '@nestjs/common';
import { type Issue, issue } from '../kernel/message.js';
import { BaseChanged, type Blocked, isProblem, type LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import { databaseNow } from '../platform/clock.js';
import type { Db } from '../platform/transactor.js';
import { BaseCheck } from './base.check.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeStore } from './change.store.js';
import type { KeptChange } from './core/draft.js';
import { remakeAll } from './core/put.js';
import { Drafting } from './drafting.js';

export type CheckRefusal = ValidationFailed | Blocked | BaseChanged | LimitExceeded;

/**
 * The structure of a whole request, judged as if it were put anew: under the definitions, on the contents and at the instant
 * of now. What was sound when it was put may have been overtaken since.
 */
@Injectable()
export class ChangeRequestChecks {
  constructor(
    private readonly changes: ChangeStore,
    private readonly drafting: Drafting,
    private readonly bases: BaseCheck,
  ) {}

  /** Null where the request may be submitted; otherwise every fault, with its change's place in the request's order. */
  async check(db: Db, request: ChangeRequest): Promise<CheckRefusal | null> {
    const before = await this.changes.all(db, request.id);
    if (before.length === 0) return new ValidationFailed([issue('changes', 'changeRequest.noChanges')]);
    const moved = await this.bases.moved(db, before);
    if (moved.length > 0) return new BaseChanged(moved);
    const definitions = await this.drafting.definitionsNow(db);
    const remaking = { before, rearranged: remakeAll(before), head: request, now: await databaseNow(db), definitions };
    const remade = await this.drafting.remake(db, remaking);
    if (isProblem(remade)) return remade;
    const differing = differences(before, remade.all);
    return differing.length > 0 ? new ValidationFailed(differing) : null;
  }
}

/** A definition that changed since may make something else of the same change: its author must look at it again. */
const differences = (before: readonly KeptChange[], after: readonly KeptChange[]): readonly Issue[] =>
  before.flatMap(({ proposed }, index) =>
    proposed.hash === after[index]?.proposed.hash ? [] : [issue(`changes[${index}]`, 'changeRequest.proposalMoved')],
  );
