import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Controller, Get, HttpCode, Logger, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Config } from '../config.js';
import { loadMigrations } from '../migrations.js';

/** Below this, PostgreSQL may panic within minutes of an import; a release of 50,000 rows with its log takes 120 MB. */
const FREE_BYTES_MIN = 256 * 1024 * 1024;
const CHECK_WITHIN_MS = 3_000;

interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<'database' | 'migrations' | 'disk', boolean>>;
}

@Controller()
export class HealthController {
  private readonly logger = new Logger('Health');
  private readonly expected = loadMigrations().then((migrations) => migrations.length);

  constructor(
    private readonly config: Config,
    private readonly db: DataSource,
  ) {}

  /** The process runs and answers: a supervisor that sees no answer may restart it. */
  @Get('healthz')
  @HttpCode(200)
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The service can do its work: a load balancer sends requests only while this says so. Which check failed is said, never why. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const [migrated, disk] = await Promise.all([this.migrated(), this.disk()]);
    const checks = { database: migrated !== null, migrations: migrated === true, disk };
    const ready = Object.values(checks).every(Boolean);
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { ready, checks };
  }

  /** Null where the database does not answer in time. */
  private async migrated(): Promise<boolean | null> {
    try {
      const asked = this.db.query<{ count: number }[]>('SELECT count(*)::int AS count FROM migrations');
      const [row] = await Promise.race([asked, late()]);
      return row?.count === (await this.expected);
    } catch (error) {
      this.logger.warn({ err: error }, 'The database did not answer /readyz.');
      return null;
    }
  }

  private async disk(): Promise<boolean> {
    let folder = this.config.dataDir;
    while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= FREE_BYTES_MIN;
  }
}

const late = (): Promise<never> =>
  new Promise((_resolve, reject) =>
    setTimeout(() => reject(new Error(`No answer within ${CHECK_WITHIN_MS} ms.`)), CHECK_WITHIN_MS).unref(),
  );
