import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import type { Actor } from '../identity/core/actor.js';
import { Jobs } from '../platform/jobs.js';
import type { Tx } from '../platform/transactor.js';
import { ANCHOR_QUEUE } from './anchor.job.js';
import { ApplyStore } from './apply.store.js';
import type { SealedVersion } from './core/chain.js';
import { PRODUCTION } from './core/route.js';
import { WAITING_QUEUE } from './waiting.job.js';

/** The dictionary whose entries say who must sign. */
const POLICIES = 'review_policy';

/** A release, and the channel that is to take it up. */
export interface Order {
  readonly release: string;
  readonly channel: string;
}

/** What follows an application in its own transaction: jobs, and the audit, whose lock is the last. */
@Injectable()
export class Effects {
  constructor(
    private readonly jobs: Jobs,
    private readonly store: ApplyStore,
    private readonly audit: Audit,
  ) {}

  async follow(tx: Tx, actor: Actor, order: Order, sealed: SealedVersion): Promise<void> {
    await this.jobs.enqueue(tx, ANCHOR_QUEUE, { channel: sealed.channel });
    if (order.channel === PRODUCTION && (await this.store.dictionaries(tx, order.release)).includes(POLICIES)) {
      await this.jobs.enqueue(tx, WAITING_QUEUE, {});
    }
    await this.audit.record(tx, {
      actorId: actor.personId,
      action: 'release.apply',
      subject: order.release,
      detail: { channel: sealed.channel, version: sealed.version, hash: sealed.hash, rows: sealed.rowCount },
    });
  }
}
