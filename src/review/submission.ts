import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { evidenceDigest, evidenceOf } from '../change-request/core/evidence.js';
import { EvidenceStore } from '../change-request/evidence.store.js';
import { ChangeRequestChecks, type CheckRefusal } from '../change-request/request.check.js';
import { WorkingCalendar } from '../change-request/working-calendar.store.js';
import type { Digest } from '../kernel/digest.js';
import type { PolicyNotMet } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import { databaseNow } from '../platform/clock.js';
import type { Tx } from '../platform/transactor.js';
import { refuseSubmission } from './core/required.js';
import { allowLongWork } from './long-work.js';
import { ReviewReader } from './review.reader.js';

/** What a submission freezes, as it is kept with the request. */
export interface Frozen {
  readonly evidence: string;
  readonly digest: Digest;
  readonly submittedAt: Instant;
  readonly dueAt: Instant;
}

export type SubmissionRefusal = CheckRefusal | PolicyNotMet;

/** Judges a draft anew, as PRODUCTION and its policies are now, and freezes what reviewers will sign. */
@Injectable()
export class Submission {
  constructor(
    private readonly checks: ChangeRequestChecks,
    private readonly evidence: EvidenceStore,
    private readonly reviews: ReviewReader,
    private readonly calendar: WorkingCalendar,
  ) {}

  async freeze(tx: Tx, request: ChangeRequest): Promise<Frozen | SubmissionRefusal> {
    await allowLongWork(tx);
    const refusal = await this.checks.check(tx, request);
    if (refusal) return refusal;
    const { signing } = await this.reviews.peopleOf(tx, request);
    const lines = await this.reviews.linesInForce(tx, request, signing);
    const refused = refuseSubmission(lines);
    if (refused) return refused;
    const policies = lines.map(({ policy: { code, content } }) => ({ code, content }));
    const evidence = evidenceOf({ ...(await this.evidence.factsOf(tx, request)), policies });
    const submittedAt = await databaseNow(tx);
    const dueAt = await this.calendar.dueAfter(tx, submittedAt);
    return { evidence, digest: evidenceDigest(evidence), submittedAt, dueAt };
  }
}
