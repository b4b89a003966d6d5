import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import type { Detail } from '../change-request/request.writer.js';
import type { Blocked } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import type { Tx } from '../platform/transactor.js';
import { policyNotMet } from '../review/core/required.js';
import { allowLongWork } from '../review/long-work.js';
import { ReviewReader } from '../review/review.reader.js';
import { ReleaseStore } from './release.store.js';
import { SignedEvidence } from './signed-evidence.js';

/** Makes a release of a request as soon as everybody needed has signed it. */
@Injectable()
export class ReleaseMaker {
  constructor(
    private readonly reviews: ReviewReader,
    private readonly requests: ChangeRequestStore,
    private readonly releases: ReleaseStore,
    private readonly evidence: SignedEvidence,
  ) {}

  /**
   * The policies pinned at submission and those in force must both be met: where the latter became stricter, the request
   * waits for who they ask for. The request must be locked; `signedAt` is the instant of the last sign-off.
   */
  async makeIfSigned(tx: Tx, request: ChangeRequest, signedAt: Instant): Promise<Detail | Blocked> {
    const { pinned, inForce } = await this.reviews.of(tx, request);
    if (policyNotMet(pinned) ?? policyNotMet(inForce)) return { status: request.status };
    await allowLongWork(tx);
    const evidence = await this.evidence.ofRequest(tx, request);
    if (typeof evidence !== 'string') return evidence;
    const { id: requestId, digest, retroactive } = request;
    const release = await this.releases.create(tx, {
      kind: 'NORMAL',
      requestId,
      digest,
      evidence,
      retroactive,
      signedAt,
    });
    await this.requests.update(tx, request.id, { status: 'SIGNED', closedAt: signedAt });
    return { status: 'SIGNED', release };
  }
}
