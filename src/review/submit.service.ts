import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import { RequestWriter, type WriteRefusal } from '../change-request/request.writer.js';
import type { Actor } from '../identity/core/actor.js';
import { decide } from '../identity/core/decide.js';
import { type Forbidden, isProblem } from '../kernel/problem.js';
import type { Tx } from '../platform/transactor.js';
import { Submission, type SubmissionRefusal } from './submission.js';

/** Who submits which request, and the revision of it that they saw. */
export interface SubmitCall {
  readonly actor: Actor;
  readonly number: string;
  readonly revision: number;
  readonly idempotencyKey: string | undefined;
}

/** Puts drafts to review. Lock order: idempotency key, request, audit head. */
@Injectable()
export class SubmitService {
  constructor(
    private readonly writer: RequestWriter,
    private readonly requests: ChangeRequestStore,
    private readonly submission: Submission,
  ) {}

  submit(call: SubmitCall): Promise<ChangeRequest | SubmissionRefusal | WriteRefusal> {
    const said = { ...call, operation: 'submitChangeRequest', move: 'submit' } as const;
    return this.writer.write<SubmissionRefusal>(said, {
      permit: (tx, request) => this.permit(tx, call.actor, request),
      work: async (tx, request) => {
        const frozen = await this.submission.freeze(tx, request);
        if (isProblem(frozen)) return frozen;
        await this.requests.update(tx, request.id, { status: 'IN_REVIEW', ...frozen });
        return { revision: request.revision, digest: frozen.digest };
      },
    });
  }

  private async permit(tx: Tx, actor: Actor, { id, authorId: author }: ChangeRequest): Promise<Forbidden | null> {
    const editors = (await this.requests.editors(tx, [id])).get(id) ?? [];
    return decide(actor, 'changeRequest.submit', { author, editors }, {});
  }
}
