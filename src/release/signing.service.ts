import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import { statusAfter } from '../change-request/core/lifecycle.js';
import { type Detail, RequestWriter, type WriteRefusal } from '../change-request/request.writer.js';
import type { Actor } from '../identity/core/actor.js';
import { decide, decideRole } from '../identity/core/decide.js';
import { REASON_LENGTH_MAX } from '../kernel/limits.js';
import {
  type Blocked,
  type Forbidden,
  isProblem,
  LimitExceeded,
  type StaleDigest,
  type ValidationFailed,
  type WrongState,
} from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import type { Decision } from '../review/core/required.js';
import { decideSignOff } from '../review/core/sign-off.js';
import { type Review, ReviewReader } from '../review/review.reader.js';
import { SignOffStore } from '../review/sign-off.store.js';
import { ReleaseMaker } from './release.maker.js';

/** What a reviewer says about a request, and the digest of what they saw. */
export interface SigningCall {
  readonly actor: Actor;
  readonly number: string;
  readonly digest: string;
  readonly decision: Decision;
  /** Null leaves the choice to us where only one of the reviewer's roles fits. */
  readonly role: string | null;
  readonly comment: string | null;
  readonly idempotencyKey: string | undefined;
}

export type SigningRefusal = StaleDigest | WrongState | Forbidden | ValidationFailed | LimitExceeded | Blocked;

/** What a decision does to its request; an approval that others must follow does nothing yet. */
const MOVES = { APPROVE: 'approve', REQUEST_CHANGES: 'requestChanges', REJECT: 'reject' } as const;

/**
 * Records what reviewers decide, and makes the release with the last sign-off that was missing. Lock order: idempotency key,
 * request, release counter, audit head.
 */
@Injectable()
export class SigningService {
  constructor(
    private readonly writer: RequestWriter,
    private readonly requests: ChangeRequestStore,
    private readonly reviews: ReviewReader,
    private readonly signOffs: SignOffStore,
    private readonly releases: ReleaseMaker,
  ) {}

  review(call: SigningCall): Promise<ChangeRequest | SigningRefusal | WriteRefusal> {
    const { actor, number, digest, decision, role, comment, idempotencyKey } = call;
    const args = { digest, decision, role, comment };
    const said = { actor, number, operation: 'reviewChangeRequest', move: 'approve', idempotencyKey, args } as const;
    return this.writer.write<SigningRefusal>(said, {
      permit: async () => decideRole(actor, 'changeRequest.review'),
      work: (tx, request) => this.decide(tx, request, call),
    });
  }

  private async decide(tx: Tx, request: ChangeRequest, call: SigningCall): Promise<Detail | SigningRefusal> {
    const { actor, comment } = call;
    if (comment !== null && comment.length > REASON_LENGTH_MAX) {
      return new LimitExceeded('review.limit.comment', REASON_LENGTH_MAX, comment.length);
    }
    const before = await this.reviews.of(tx, request);
    const { editors } = before;
    const decided = decideSignOff(
      { ...request, signOffs: before.signOffs, editors: before.signing.editors, askedRoles: askedRoles(before) },
      {
        reviewerId: actor.personId,
        isMachine: actor.machine,
        roles: actor.roles.filter((grant) => grant.role === 'REVIEWER').map((grant) => grant.scope),
        role: call.role,
        seenDigest: call.digest.toLowerCase(),
        decision: call.decision,
      },
    );
    if (isProblem(decided)) return decided;
    const { role } = decided;
    const people = { author: request.authorId, editors };
    const forbidden = decide(actor, 'changeRequest.review', people, { reviewerRole: role });
    if (forbidden) return forbidden;
    const at = await this.record(tx, request, call, role);
    const made = await this.follow(tx, request, call.decision, at);
    return isProblem(made) ? made : { role, decision: call.decision, digest: request.digest, ...made };
  }

  private record(tx: Tx, request: ChangeRequest, call: SigningCall, role: string): Promise<Instant> {
    return this.signOffs.add(tx, {
      id: newId(),
      requestId: request.id,
      revision: request.revision,
      digest: request.digest,
      reviewerId: call.actor.personId,
      role,
      decision: call.decision,
      comment: call.comment,
    });
  }

  /** What the decision just recorded brings about. */
  private async follow(tx: Tx, request: ChangeRequest, decision: Decision, at: Instant): Promise<Detail | Blocked> {
    if (decision === 'APPROVE') return this.releases.makeIfSigned(tx, request, at);
    const status = statusAfter(request.status, MOVES[decision]) ?? request.status;
    await this.requests.update(tx, request.id, { status, ...(decision === 'REJECT' ? { closedAt: at } : {}) });
    return { status };
  }
}

const askedRoles = ({ lines }: Review): ReadonlySet<string> => new Set(lines.map((line) => line.policy.role));
