import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../audit/audit.js';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import { isProblem } from '../kernel/problem.js';
import { Jobs } from '../platform/jobs.js';
import { Transactor, type Tx } from '../platform/transactor.js';
import { SignOffStore } from '../review/sign-off.store.js';
import { ReleaseMaker } from './release.maker.js';

/** The jobs that look again at requests in review, one after each change of the policies in force. */
export const WAITING_QUEUE = 'release.waiting';

/**
 * A request whose pinned policies are met may wait for stricter ones in force. When these ask for less again, nobody may be
 * left to sign: then the release is made without anybody's doing.
 */
@Injectable()
export class WaitingRequests {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly signOffs: SignOffStore,
    private readonly releases: ReleaseMaker,
    private readonly audit: Audit,
  ) {}

  async settle(tx: Tx, number: string): Promise<void> {
    const request = await this.requests.lock(tx, number);
    if (request?.status !== 'IN_REVIEW') return;
    const last = (await this.signOffs.ofRequest(tx, request.id)).at(-1);
    if (!last) return;
    const made = await this.releases.makeIfSigned(tx, request, last.at);
    if (isProblem(made) || made['release'] === undefined) return;
    await this.audit.record(tx, { actorId: null, action: 'release.make', subject: number, detail: made });
  }
}

@Injectable()
export class WaitingJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactor: Transactor,
    private readonly waiting: WaitingRequests,
    private readonly db: DataSource,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(WAITING_QUEUE, () => this.settleAll());
  }

  private async settleAll(): Promise<void> {
    const inReview = await this.db.manager.find(ChangeRequest, {
      where: { status: 'IN_REVIEW' },
      select: { number: true },
    });
    for (const { number } of inReview) {
      const settled = await this.transactor.run((tx) => this.waiting.settle(tx, number));
      if (isProblem(settled)) throw new Error(`${number} is held by somebody else.`);
    }
  }
}
