import { Injectable } from '@nestjs/common';
import type { Db } from '../platform/transactor.js';
import { ChannelStore } from './channel.store.js';

/** How far a channel is known to have come. */
export interface KnownHead {
  readonly epoch: string;
  readonly version: number;
}

/**
 * The newest head of each channel that this process has seen. Versions never change, so a pinned read needs to ask the
 * database only for versions beyond it; and whoever has seen a version is never answered from an older memory.
 */
@Injectable()
export class ChannelHeads {
  private readonly heads = new Map<string, KnownHead>();

  constructor(private readonly channels: ChannelStore) {}

  get(channel: string): KnownHead | undefined {
    return this.heads.get(channel);
  }

  /** Answers come back out of order; only another epoch may have fewer versions than the one before. */
  seen(channel: string, head: KnownHead): void {
    const known = this.heads.get(channel);
    if (known && known.epoch === head.epoch && known.version >= head.version) return;
    this.heads.set(channel, { epoch: head.epoch, version: head.version });
  }

  /** The channel's head, asked of the database only where the known one is below `version`. Null where there is no channel. */
  async reaching(db: Db, channel: string, version: number): Promise<KnownHead | null> {
    const known = this.heads.get(channel);
    if (known && known.version >= version) return known;
    const found = await this.channels.find(db, channel);
    if (found) this.seen(channel, found);
    return found;
  }
}
