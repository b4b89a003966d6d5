import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Pool } from 'pg';
import { type Db as BossDb, type Job, type JobResult, PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import type { Tx } from './transactor.js';

export type JobHandler<D> = (data: D) => Promise<void>;

export interface JobOptions {
  /** How long a worker may be silent before another takes its job: it was killed, or hangs. Seconds, default 60. */
  readonly expireInSeconds?: number;
}

/** The schema of pg-boss, made and upgraded by the owner when the service starts. */
export const JOBS_SCHEMA = 'pgboss';

/** Half an hour of failures at growing distances, then hourly: a receiver may be down for a weekend. */
const RETRIES = { retryLimit: 60, retryBackoff: true, retryDelay: 2, retryDelayMax: 3_600 };
const EXPIRES_AFTER_SECONDS = 60;
const LOOK_FOR_SILENT_WORKERS_SECONDS = 5;
/** A crowd of jobs (releases applied one after another) is worked off as fast as it goes, not one a second. */
const WORK = { pollingIntervalSeconds: 1, batchSize: 20, burstWhenBatchFull: true, perJobResults: true } as const;
/** What was done says nothing that the audit does not say, so it is not kept for the seven days of pg-boss. */
const DONE_JOBS_STAY_SECONDS = 3_600;
const STOP_WITHIN_MS = 10_000;

interface Handled {
  readonly handler: JobHandler<never>;
  readonly options: JobOptions;
}

/**
 * Effects of what was written, as jobs written in the same transaction: a crash loses none, and a rolled back transaction
 * leaves none. A job may run more than once (its worker may be killed after the work), so handlers must not mind.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly handled = new Map<string, Handled>();
  private readonly made = new Map<string, Promise<void>>();
  private readonly boss: PgBoss;
  private starting: Promise<unknown> | undefined;

  constructor(db: DataSource) {
    this.boss = new PgBoss({
      db: onPool(poolOf(db)),
      schema: JOBS_SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: false,
      reindex: false,
      superviseIntervalSeconds: LOOK_FOR_SILENT_WORKERS_SECONDS,
      monitorIntervalSeconds: LOOK_FOR_SILENT_WORKERS_SECONDS,
    });
    this.boss.on('error', (error) => this.logger.warn({ err: error }, 'The job queue met an error and goes on.'));
  }

  /** Names who does the jobs of a queue. To be called while the application starts: in `onModuleInit`. */
  handle<D extends object>(queue: string, handler: JobHandler<D>, options: JobOptions = {}): void {
    if (this.handled.has(queue)) throw new Error(`The queue ${queue} has a handler already.`);
    this.handled.set(queue, { handler, options });
  }

  /** Writes a job in the caller's transaction; it is done soon after the commit, by whichever process comes first. */
  async enqueue(tx: Tx, queue: string, data: object): Promise<void> {
    await this.queueMade(queue);
    await this.boss.send(queue, data, { db: inTransaction(tx) });
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const [queue, { handler }] of this.handled) {
      await this.queueMade(queue);
      await this.boss.work<never, unknown, typeof WORK>(queue, WORK, async (jobs) => {
        const results: JobResult[] = [];
        for (const job of jobs) results.push(await this.runOne(queue, handler, job));
        return results;
      });
    }
  }

  /** Jobs that run may end; those that do not in time are another process's, or the next start's. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.starting;
    await this.boss.stop({ graceful: true, timeout: STOP_WITHIN_MS });
  }

  private async runOne(queue: string, handler: JobHandler<never>, { id, data }: Job<never>): Promise<JobResult> {
    try {
      await handler(data);
      return { id, status: 'completed' };
    } catch (error) {
      this.logger.error({ err: error, queue }, 'A job failed and will be tried again.');
      return { id, status: 'failed', output: { message: error instanceof Error ? error.message : String(error) } };
    }
  }

  /** Queues are rows of their own, made once; other modules may enqueue before this one's bootstrap. */
  private queueMade(queue: string): Promise<void> {
    let made = this.made.get(queue);
    if (!made) {
      made = this.makeQueue(queue);
      made.catch(() => this.made.delete(queue));
      this.made.set(queue, made);
    }
    return made;
  }

  private async makeQueue(queue: string): Promise<void> {
    this.starting ??= this.boss.start();
    await this.starting;
    const expireInSeconds = this.handled.get(queue)?.options.expireInSeconds ?? EXPIRES_AFTER_SECONDS;
    const policy = { ...RETRIES, expireInSeconds, deleteAfterSeconds: DONE_JOBS_STAY_SECONDS };
    await this.boss.createQueue(queue, policy);
  }
}

const poolOf = (db: DataSource): Pool => (db.driver as unknown as { master: Pool }).master;

/** pg-boss sends statements without values as scripts, which the plain protocol takes. */
const onPool = (pool: Pool): BossDb => ({
  executeSql: async (text, values) => pool.query<Record<string, unknown>>(text, values ? [...values] : undefined),
});

const inTransaction = (tx: Tx): BossDb => ({
  executeSql: async (text, values) => ({ rows: await tx.query<unknown[]>(text, values ? [...values] : undefined) }),
});

/** Makes or upgrades the schema of pg-boss and lets the service use it. For the owner, under the migrations' lock. */
export const migrateJobs = async (ownerUrl: string): Promise<void> => {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: JOBS_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
};

export const GRANT_JOBS = `
  GRANT USAGE ON SCHEMA ${JOBS_SCHEMA} TO zidian_service;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOBS_SCHEMA} TO zidian_service;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${JOBS_SCHEMA} TO zidian_service;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOBS_SCHEMA} TO zidian_service;`;
