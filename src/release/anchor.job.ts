import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { Anchors } from './anchors.js';
import { ROUTE } from './core/route.js';

/** The jobs that write heads down outside the database, one after each application. */
export const ANCHOR_QUEUE = 'release.anchor';

@Injectable()
export class AnchorJob implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly anchors: Anchors,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<{ channel: string }>(ANCHOR_QUEUE, ({ channel }) => this.anchors.record(channel));
  }

  /** Also what another machine applied while this one, with a disk of its own, was away. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { code } of ROUTE) await this.anchors.record(code);
  }
}
