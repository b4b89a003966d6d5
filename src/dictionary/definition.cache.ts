import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Db } from '../platform/transactor.js';
import { ChannelHeads } from './channel.heads.js';
import { type Definitions, DefinitionStore, type StoredDefinition } from './definition.store.js';

const HEADS_MAX = 20;

/**
 * The definition of a dictionary for whoever reads entries: which parts its key has and which types its fields have never
 * change, so the newest definition known serves old versions too, and no read waits for one.
 */
@Injectable()
export class KnownDefinitions {
  private readonly byHead = new LRUCache<string, Definitions>({ max: HEADS_MAX });

  constructor(
    private readonly store: DefinitionStore,
    private readonly heads: ChannelHeads,
  ) {}

  /** Null where the channel has no such dictionary, at the version or, if none is given, now. */
  async find(db: Db, channel: string, dictionary: string, version?: number): Promise<StoredDefinition | null> {
    const known = (await this.newest(db, channel)).get(dictionary);
    if (known) return known;
    // Released since the head was last seen, or made absent since the version asked for.
    return (await this.store.at(db, channel, version)).get(dictionary) ?? null;
  }

  private async newest(db: Db, channel: string): Promise<Definitions> {
    const head = this.heads.get(channel);
    if (!head) return this.store.at(db, channel);
    const key = `${channel}@${head.version}#${head.epoch}`;
    const known = this.byHead.get(key);
    if (known) return known;
    const definitions = await this.store.at(db, channel);
    this.byHead.set(key, definitions);
    return definitions;
  }
}
