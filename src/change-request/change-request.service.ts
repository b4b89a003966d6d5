import { Injectable } from '@nestjs/common';
import { decide } from '../identity/core/decide.js';
import type { Actor } from '../identity/core/actor.js';
import { CHANGES_PER_PUT_MAX, DISCUSSION_LENGTH_MAX, REASON_LENGTH_MAX } from '../kernel/limits.js';
import { issue } from '../kernel/message.js';
import { type Forbidden, isProblem, LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import { databaseNow } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import type { ChangeRequest } from './change-request.entity.js';
import type { CreateChangeRequestInput } from './change-request.inputs.js';
import { ChangeRequestStore, type NewRequest } from './change-request.store.js';
import type { KeptChange } from './core/draft.js';
import { type ChangeAsked, removeChanges } from './core/put.js';
import { changesTerms, type Head, type HeadPatch, patched } from './core/head.js';
import { sha256 } from '../kernel/digest.js';
import { DiscussionStore } from './discussion.store.js';
import { type Edit, Editing, type EditRefusal, leaving, putting } from './editing.js';
import { RequestWriter, type WriteCall } from './request.writer.js';

/** Which request an edit is about, at which revision, by whom. */
export type EditCall = Omit<WriteCall, 'operation' | 'move' | 'args'> & { readonly revision: number };
export type MoveCall = Omit<EditCall, 'revision'>;
export type CreateCall = Omit<WriteCall, 'number' | 'move' | 'revision'>;

/** The life of a request before it is signed. */
@Injectable()
export class ChangeRequestService {
  constructor(
    private readonly writer: RequestWriter,
    private readonly requests: ChangeRequestStore,
    private readonly editing: Editing,
    private readonly discussions: DiscussionStore,
  ) {}

  create(actor: Actor, input: CreateChangeRequestInput, idempotencyKey: string | undefined) {
    const head = patched(NOTHING_SAID, input);
    const rearrange = putting(input.changes ?? []);
    const call = { actor, operation: 'createChangeRequest', idempotencyKey, args: input };
    return this.writer.create<EditRefusal>(call, async (tx) => {
      const request = await this.begin(tx, actor, head);
      const edited = await this.editing.carryOut(tx, { actor, request, head, rearrange }, 1);
      return isProblem(edited) ? edited : { number: request.number, detail: { ...edited } };
    });
  }

  /** A request of changes that were composed and checked already, as an import does by the ten thousand. */
  createOf(call: CreateCall, head: Head, changes: readonly KeptChange[]) {
    return this.writer.create<never>(call, async (tx) => {
      const request = await this.begin(tx, call.actor, head);
      await this.editing.write(tx, { actor: call.actor, request, changes });
      return { number: request.number, detail: { revision: 1, changes: changes.length } };
    });
  }

  update(call: EditCall, patch: HeadPatch) {
    return this.edit(call, 'updateChangeRequest', patch, (request) => {
      const head = patched(request, patch);
      return { head, rearrange: leaving(changesTerms(request, head)) };
    });
  }

  put(call: EditCall, asked: readonly ChangeAsked[]) {
    const [limit, given] = [CHANGES_PER_PUT_MAX, asked.length];
    if (given > limit) return Promise.resolve(new LimitExceeded('changeRequest.limit.changesPerPut', limit, given));
    return this.edit(call, 'putChanges', asked, (head) => ({ head, rearrange: putting(asked) }));
  }

  remove(call: EditCall, ids: readonly string[]) {
    return this.edit(call, 'removeChanges', ids, (head) => ({
      head,
      rearrange: (before) => removeChanges(before, ids),
    }));
  }

  withdraw(call: MoveCall, reason: string) {
    const said = { ...call, operation: 'withdrawChangeRequest', move: 'withdraw', args: reason } as const;
    const permit = (tx: Tx, request: ChangeRequest) => this.permitEditor(tx, call.actor, request);
    return this.writer.write<ValidationFailed>(said, {
      permit,
      work: async (tx, request) => {
        const fault = lengthFault('reason', reason, REASON_LENGTH_MAX);
        if (fault) return fault;
        await this.requests.update(tx, request.id, { status: 'WITHDRAWN', closedAt: await databaseNow(tx) });
        return { revision: request.revision, reason };
      },
    });
  }

  addDiscussion(call: MoveCall, text: string) {
    const said = { ...call, operation: 'addDiscussion', move: 'discuss', args: text } as const;
    return this.writer.write<ValidationFailed>(said, {
      permit: async () => decide(call.actor, 'changeRequest.discuss', {}, {}),
      work: async (tx, { id: requestId }) => {
        const fault = lengthFault('text', text, DISCUSSION_LENGTH_MAX);
        if (fault) return fault;
        const id = newId();
        await this.discussions.insert(tx, { id, requestId, authorId: call.actor.personId, text });
        return { discussion: id };
      },
    });
  }

  private edit(
    call: EditCall,
    operation: string,
    args: unknown,
    editOf: (request: ChangeRequest) => Pick<Edit, 'head' | 'rearrange' | 'afresh'>,
  ) {
    const { actor } = call;
    return this.writer.write<EditRefusal>(
      { ...call, operation, move: 'edit', args },
      {
        permit: (tx, request) => this.editing.permit(tx, actor, request),
        work: async (tx, request) => {
          const edited = await this.editing.carryOut(tx, { actor, request, ...editOf(request) }, request.revision + 1);
          return isProblem(edited) ? edited : { ...edited };
        },
      },
    );
  }

  private async permitEditor(tx: Tx, actor: Actor, { id, authorId: author }: ChangeRequest): Promise<Forbidden | null> {
    const editors = (await this.requests.editors(tx, [id])).get(id) ?? [];
    return decide(actor, 'changeRequest.withdraw', { author, editors }, {});
  }

  /** The request's row, with a digest of nothing until the first edit has settled it. */
  private async begin(tx: Tx, actor: Actor, head: Head): Promise<ChangeRequest> {
    const number = await this.requests.nextNumber(tx, await databaseNow(tx));
    const begun: NewRequest = {
      ...head,
      buildsOn: [...head.buildsOn],
      id: newId(),
      number,
      digest: sha256(''),
      authorId: actor.personId,
    };
    await this.requests.insert(tx, begun);
    const request = await this.requests.find(tx, number);
    if (!request) throw new Error(`The request ${number} was written and is not there.`);
    return request;
  }
}

const NOTHING_SAID: Head = {
  title: '',
  reason: '',
  policyDocument: null,
  urgency: 'ROUTINE',
  retroactive: false,
  validFrom: null,
  buildsOn: [],
};

const lengthFault = (path: string, text: string, max: number): ValidationFailed | null => {
  const { length } = text.trim();
  return length >= 1 && text.length <= max
    ? null
    : new ValidationFailed([issue(path, 'platform.input.length', { min: 1, max })]);
};
