import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { CHANNEL_MOVED } from '../projection.js';
import { DictionaryMemory } from './memory.js';

const POLL_MS = 1_000;

interface Listening {
  readonly runner: QueryRunner;
  readonly client: Client;
}

/**
 * Tells the memory that a channel may have moved: as soon as PostgreSQL says so, and every second whether it does or not, for
 * a notification is a hint that a broken connection loses. The connection that listens is made again with the next poll.
 */
@Injectable()
export class ChannelListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Memory');
  private timer: NodeJS.Timeout | undefined;
  private listening: Listening | undefined;
  /** One look at a time: notifications come faster than looks end. */
  private looking: Promise<void> | undefined;
  private ended = false;

  constructor(
    private readonly db: DataSource,
    private readonly memory: DictionaryMemory,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), POLL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.looking;
    await this.stopListening();
  }

  private readonly look = (): void => {
    if (this.ended) return;
    this.looking ??= this.poll().finally(() => (this.looking = undefined));
  };

  private async poll(): Promise<void> {
    try {
      this.listening ??= await this.listen();
      await this.memory.poll();
    } catch (error) {
      this.logger.warn({ err: error }, 'The database could not be asked for new versions.');
    }
  }

  private async listen(): Promise<Listening> {
    const runner = this.db.createQueryRunner();
    const client = (await runner.connect()) as Client;
    client.on('notification', this.look);
    client.once('error', this.lost);
    await runner.query(`LISTEN ${CHANNEL_MOVED}`);
    return { runner, client };
  }

  private readonly lost = (): void => {
    void this.stopListening();
  };

  /** The connection goes back as it came: others will be given it. */
  private async stopListening(): Promise<void> {
    const { listening } = this;
    this.listening = undefined;
    if (!listening) return;
    const { runner, client } = listening;
    client.off('notification', this.look);
    client.off('error', this.lost);
    await runner.query(`UNLISTEN ${CHANNEL_MOVED}`).catch(() => undefined);
    await runner.release().catch(() => undefined);
  }
}
