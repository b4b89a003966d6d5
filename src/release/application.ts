import { Injectable } from '@nestjs/common';
import type { Actor } from '../identity/core/actor.js';
import { isProblem, NotFound } from '../kernel/problem.js';
import type { Tx } from '../platform/transactor.js';
import { allowLongWork } from '../review/long-work.js';
import { Admission, type AdmissionRefusal } from './admission.js';
import { ApplyLocks } from './apply.locks.js';
import type { VersionKey } from './channel-version.store.js';
import { Effects, type Order } from './effects.js';
import { ReleaseStore } from './release.store.js';
import { VersionWriter, type WriteRefusal } from './version.writer.js';

export type ApplyRefusal = NotFound | AdmissionRefusal | WriteRefusal;

/**
 * The only way into a channel. Everything is judged again under the locks, as the channel, the policies and the clock are
 * now; then the rows are written, the projection moved and the version sealed, all in the caller's transaction. Lock order:
 * (idempotency key,) request, channel, codes of the register in their order, (audit head). The release itself never changes.
 */
@Injectable()
export class Application {
  constructor(
    private readonly releases: ReleaseStore,
    private readonly locks: ApplyLocks,
    private readonly admission: Admission,
    private readonly writer: VersionWriter,
    private readonly effects: Effects,
  ) {}

  /** Answers with the version that took the release up. */
  async apply(tx: Tx, actor: Actor, order: Order): Promise<VersionKey | ApplyRefusal> {
    const release = await this.releases.find(tx, order.release);
    if (!release) return new NotFound('release', order.release);
    const request = await this.locks.request(tx, release);
    const channel = await this.locks.channel(tx, order.channel);
    if (!channel) return new NotFound('channel', order.channel);
    await allowLongWork(tx);
    const admitted = await this.admission.judge(tx, actor, { release, request, channel });
    if (isProblem(admitted)) return admitted;
    const sealed = await this.writer.write(tx, actor, admitted);
    if (isProblem(sealed)) return sealed;
    await this.effects.follow(tx, actor, order, sealed);
    return { channel: sealed.channel, version: sealed.version };
  }
}
