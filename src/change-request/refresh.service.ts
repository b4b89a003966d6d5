import { Injectable } from '@nestjs/common';
import { isProblem, type Conflict, ValidationFailed } from '../kernel/problem.js';
import type { Tx } from '../platform/transactor.js';
import { BaseCheck } from './base.check.js';
import type { ChangeRequest } from './change-request.entity.js';
import type { EditCall } from './change-request.service.js';
import { ChangeStore } from './change.store.js';
import { keyOfChange, type KeptChange, wantedAgain } from './core/draft.js';
import { type Edited, Editing, type EditRefusal } from './editing.js';
import { RequestWriter } from './request.writer.js';

/** What a refresh found: entries that moved, and changes that PRODUCTION had meanwhile carried out by itself. */
export interface Refreshed {
  readonly changeRequest: ChangeRequest;
  readonly moved: readonly Conflict[];
  readonly dropped: readonly Pick<KeptChange, 'dictionary' | 'code'>[];
}

type Found = Omit<Refreshed, 'changeRequest'>;
const NOTHING_MOVED: Found = { moved: [], dropped: [] };

/** Bases a draft on PRODUCTION again where PRODUCTION has moved under it. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly writer: RequestWriter,
    private readonly editing: Editing,
    private readonly changes: ChangeStore,
    private readonly bases: BaseCheck,
  ) {}

  /** Asked again with the same key it answers with the request as it is and says that nothing moved. */
  async refresh(call: EditCall) {
    let found = NOTHING_MOVED;
    const written = await this.writer.write<EditRefusal>(
      { ...call, operation: 'refreshChangeRequest', move: 'edit' },
      {
        permit: (tx, request) => this.editing.permit(tx, call.actor, request),
        work: async (tx, request) => {
          const outcome = await this.rebase(tx, call, request);
          if (isProblem(outcome)) return outcome;
          found = outcome;
          return { moved: outcome.moved.length, dropped: outcome.dropped.length };
        },
      },
    );
    return isProblem(written) ? written : { changeRequest: written, ...found };
  }

  private async rebase(tx: Tx, call: EditCall, request: ChangeRequest): Promise<Found | EditRefusal> {
    const before = await this.changes.all(tx, request.id);
    const moved = await this.bases.moved(tx, before);
    if (moved.length === 0) return NOTHING_MOVED;
    const touched = new Set(moved.map(keyOfChange));
    const gone = new Set<string>();
    for (;;) {
      const edited = await this.remake(tx, call, request, { touched, gone });
      const idle = isProblem(edited) ? idleChanges(edited, before) : [];
      if (isProblem(edited) && idle.length === 0) return edited;
      if (!isProblem(edited)) return { moved, dropped: before.filter(({ id }) => gone.has(id)) };
      idle.forEach(({ id }) => gone.add(id));
    }
  }

  private remake(
    tx: Tx,
    { actor }: EditCall,
    request: ChangeRequest,
    { touched, gone }: { readonly touched: ReadonlySet<string>; readonly gone: ReadonlySet<string> },
  ): Promise<Edited | EditRefusal> {
    const rearrange = (before: readonly KeptChange[]) => ({
      wanted: before.filter(({ id }) => !gone.has(id)).map(wantedAgain),
      touched,
      misplaced: [],
    });
    return this.editing.carryOut(tx, { actor, request, head: request, rearrange, afresh: true }, request.revision + 1);
  }
}

/** The changes that alter nothing any more, where nothing else is at fault: PRODUCTION says already what they ask. */
const idleChanges = (refusal: EditRefusal, before: readonly KeptChange[]): readonly KeptChange[] => {
  if (!(refusal instanceof ValidationFailed) || refusal.issues.some(({ code }) => code !== 'altersNothing')) return [];
  const paths = new Set(refusal.issues.map(({ path }) => path));
  return before.filter((change) => paths.has(wantedAgain(change).path));
};
