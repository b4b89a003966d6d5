import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Instant } from '../kernel/timeline.js';
import type { Db } from './transactor.js';

const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`;

/** The instant by the database's clock, the only one that decides. Not the transaction's beginning: locks may have been waited for. */
export const databaseNow = async (db: Db): Promise<Instant> => {
  const [row] = await db.query<{ now: Instant }[]>(NOW);
  if (!row) throw new Error('The database did not say what time it is.');
  return row.now;
};

const ASK_AGAIN_MS = 30_000;

/**
 * The database's clock without asking the database: its distance from this process's monotonic clock, measured now and then.
 * A machine whose own clock is days off, or is set back, reads the same prices as its neighbours.
 */
@Injectable()
export class DatabaseClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Clock');
  private offsetMs: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.measure();
    this.timer ??= setInterval(() => void this.measureOrKeep(), ASK_AGAIN_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Milliseconds since 1970 by the database's clock. */
  nowMs(): number {
    if (this.offsetMs === undefined) throw new Error('The clock is read before the application has started.');
    return performance.now() + this.offsetMs;
  }

  now(): Instant {
    return new Date(this.nowMs()).toISOString();
  }

  /** The database said its time somewhere between our asking and its answer's coming: half-way is wrong by half of that at most. */
  async measure(): Promise<void> {
    const asked = performance.now();
    const now = Date.parse(await databaseNow(this.db.manager));
    this.offsetMs = now - (asked + performance.now()) / 2;
  }

  private async measureOrKeep(): Promise<void> {
    try {
      await this.measure();
    } catch (error) {
      this.logger.warn({ err: error }, 'The database could not be asked for the time; the last measurement holds.');
    }
  }
}
