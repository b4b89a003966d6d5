import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type ChannelHead, ChannelStore } from '../../dictionary/channel.store.js';
import type { Message } from '../../kernel/message.js';
import { NotFound } from '../../kernel/problem.js';
import { Anchors } from '../anchors.js';
import { ChannelLog } from '../channel-log.js';
import { type Anchor, anchorFault, chainFault, type SealedVersion } from '../core/chain.js';
import { type Found, firstFound } from './found.js';
import { Replay } from './replay.js';

/** What replaying a channel found. */
export interface ChainVerification {
  readonly channel: string;
  readonly versions: number;
  readonly entries: number;
  readonly intact: boolean;
  /** The first version that is not as it was written; null where all are, or where no version can be named. */
  readonly brokenAt: number | null;
  readonly detail: Message | null;
}

/**
 * A replay reads everything once: it may take its time and memory, and gains nothing from compiling its questions, which alone
 * takes longer than most of them.
 */
const SETTINGS = `SELECT set_config('statement_timeout', '300s', true), set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`;

/** Replays the log of a channel and compares everything that readers could be given with what was signed and applied. */
@Injectable()
export class Verification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly channels: ChannelStore,
    private readonly log: ChannelLog,
    private readonly anchors: Anchors,
    private readonly replay: Replay,
  ) {}

  /** Reads in one snapshot, so that what is applied meanwhile disturbs nothing. */
  async verify(channel: string): Promise<ChainVerification | NotFound> {
    // Heads recorded before the snapshot is taken are in it; those recorded later might not be.
    const anchors = await this.anchors.read(channel);
    return this.dataSource.transaction('REPEATABLE READ', async (db) => {
      await db.query(`SET TRANSACTION READ ONLY`);
      await db.query(SETTINGS);
      return this.verifyIn(db, channel, anchors);
    });
  }

  /** The same in the caller's snapshot. */
  async verifyIn(
    db: EntityManager,
    channel: string,
    anchors: readonly Anchor[],
  ): Promise<ChainVerification | NotFound> {
    const head = await this.channels.find(db, channel);
    if (!head) return new NotFound('channel', channel);
    const versions = await this.log.versions(db, head.code);
    const breaks = [...chainBreaks(versions, head, anchors), ...(await this.replay.breaks(db, head, versions))];
    const first = firstFound(breaks);
    return {
      channel: head.code,
      versions: versions.length,
      entries: await this.replay.entryCount(db, head.code),
      intact: first === null,
      brokenAt: first?.version ?? null,
      detail: first?.says ?? null,
    };
  }
}

const chainBreaks = (
  versions: readonly SealedVersion[],
  { version, epoch, head: hash }: ChannelHead,
  anchors: readonly Anchor[],
): readonly Found[] =>
  [chainFault(versions, { version, epoch, hash }), anchorFault(versions, anchors)].filter((fault) => fault !== null);
