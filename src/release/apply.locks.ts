import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import { type ChannelHead, ChannelStore } from '../dictionary/channel.store.js';
import type { Tx } from '../platform/transactor.js';
import type { Release } from './release.entity.js';

/** What an application locks, in this order: the release's request first, then the channel. */
@Injectable()
export class ApplyLocks {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly channels: ChannelStore,
  ) {}

  /** Null of GENESIS, which nobody asked for. */
  async request(tx: Tx, { requestId }: Release): Promise<ChangeRequest | null> {
    const request = requestId === null ? null : await this.requests.findById(tx, requestId);
    return request && this.requests.lock(tx, request.number);
  }

  channel(tx: Tx, code: string): Promise<ChannelHead | null> {
    return this.channels.lock(tx, code);
  }
}
