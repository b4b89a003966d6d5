import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { Anchors } from './anchors.js';
import { ROUTE } from './core/route.js';

/** The jobs that write heads down outside the database, one after each application. */
export const ANCHOR_QUEUE = 'release.anchor';

@Injectable()
export class AnchorJob implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('Anchors');

  constructor(
    private readonly jobs: Jobs,
    private readonly anchors: Anchors,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<{ channel: string }>(ANCHOR_QUEUE, ({ channel }) => this.anchors.record(channel));
  }

  /** Also what another machine applied while this one, with a disk of its own, was away. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { code } of ROUTE) await this.recordOrWarn(code);
  }

  /** A disk that takes no anchors is no reason to stop serving prices; the jobs go on failing until it does. */
  private async recordOrWarn(channel: string): Promise<void> {
    try {
      await this.anchors.record(channel);
    } catch (error) {
      this.logger.warn(
        { err: error, channel },
        'The head of a channel could not be written down outside the database.',
      );
    }
  }
}
