import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { installBinaries } from './binaries.js';
import { type Cluster, DATABASE, freePort, openCluster, OWNER, rememberPort } from './cluster.js';
import {
  findPostmaster,
  hasEnded,
  isHeldByAnother,
  isPortTaken,
  launch,
  type Launched,
  type LaunchOptions,
  said,
  stopInOrder,
} from './postmaster.js';
import { makeFolder, requireOpenDoors, serverUser } from './server-user.js';

export interface EmbeddedOptions {
  /** PostgreSQL settings beyond ours; tests turn fsync off. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (sentence: string) => void;
}

/** How long a server may take to answer: recovery after a crash reads up to a gigabyte of log. */
const READY_WITHIN_MS = 120_000;
/** How long another server may hold the data that nobody can reach: one that is stopping, or a number that another process got. */
const HELD_FOR_MS = 5_000;
const POLL_MS = 25;
const KEEPER = 'zidian-keeper';

/** Held from counting the other services to leaving, so that of two that leave at once the second stops the server. */
const LEAVING_LOCK = 7_305_411_909;

/**
 * A PostgreSQL of the service's own, from the packages of npm: started, or adopted where it survived us or another service
 * started it; started again when it dies; stopped in order by the last service that uses it.
 */
export class EmbeddedPostgres {
  private keeper: pg.Client | undefined;
  private stopping = false;

  private constructor(
    private cluster: Cluster,
    private readonly options: LaunchOptions,
    private readonly log: (sentence: string) => void,
  ) {}

  static async start(
    dataDir: string,
    { settings = {}, log = () => undefined }: EmbeddedOptions = {},
  ): Promise<EmbeddedPostgres> {
    const user = serverUser();
    makeFolder(user, dataDir);
    requireOpenDoors(user, dataDir);
    const binaries = await installBinaries(dataDir);
    const cluster = await openCluster(dataDir, binaries, user);
    const server = new EmbeddedPostgres(cluster, { binaries, user, settings }, log);
    await server.open({ mayMove: true });
    await server.createDatabase();
    return server;
  }

  get port(): number {
    return this.cluster.secrets.port;
  }

  ownerUrl(database: string = DATABASE): string {
    return `postgres://${OWNER}:${this.cluster.secrets.ownerPassword}@127.0.0.1:${this.port}/${database}`;
  }

  get servicePassword(): string {
    return this.cluster.secrets.servicePassword;
  }

  /** Leaves the server; whoever leaves last stops it. */
  async stop(): Promise<void> {
    this.stopping = true;
    // While the server is being opened again there is no keeper; whoever cannot ask who else is there must not stop it.
    if (!this.keeper) await this.adopt();
    const keeper = this.keeper;
    this.keeper = undefined;
    if (keeper && (await this.leave(keeper))) await stopInOrder(this.cluster, this.options);
  }

  /** Whether nobody else is left. */
  private async leave(keeper: pg.Client): Promise<boolean> {
    try {
      await keeper.query('SELECT pg_advisory_lock($1)', [LEAVING_LOCK]);
      const { rows } = await keeper.query<{ others: number }>(
        `SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()`,
        [KEEPER],
      );
      // The lock falls before the activity forgets this connection: whoever comes next must not take it for somebody who stays.
      await keeper.query(`SET application_name = 'leaving'`);
      return rows[0]?.others === 0;
    } catch {
      return false;
    } finally {
      await keeper.end();
    }
  }

  /** Until a server answers: adopts the one that has the data open, or starts one. */
  private async open({ mayMove }: { mayMove: boolean }): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    let heldSince: number | undefined;
    while (Date.now() < deadline) {
      if (await this.adopt()) return;
      heldSince = findPostmaster(this.cluster) ? (heldSince ?? Date.now()) : undefined;
      if (heldSince === undefined || Date.now() - heldSince > HELD_FOR_MS) {
        if (await this.launchOnce(deadline, mayMove)) return;
      }
      await pause(POLL_MS);
    }
    throw new Error(
      `PostgreSQL did not answer within ${READY_WITHIN_MS / 1000} s; see ${this.cluster.home}/postgres.log.`,
    );
  }

  private async adopt(): Promise<boolean> {
    const running = findPostmaster(this.cluster);
    if (!running || !(await this.connect(running.port))) return false;
    if (running.port !== this.port) this.cluster = await rememberPort(this.cluster, running.port);
    return true;
  }

  /** False where another server has the data after all, and is to be adopted. */
  private async launchOnce(deadline: number, mayMove: boolean): Promise<boolean> {
    if (mayMove && !(await isFree(this.port))) await this.move();
    const launched = await launch(this.cluster, this.port, this.options);
    while (!hasEnded(launched) && Date.now() < deadline) {
      if (await this.connect(this.port)) return true;
      await pause(POLL_MS);
    }
    await this.explain(launched, mayMove);
    return false;
  }

  private async explain(launched: Launched, mayMove: boolean): Promise<void> {
    const log = said(this.cluster, launched);
    if (isHeldByAnother(log)) return pause(100);
    if (isPortTaken(log)) return mayMove ? this.move() : pause(500);
    throw new Error(`PostgreSQL did not start. It said: ${log}`);
  }

  private async move(): Promise<void> {
    const port = await freePort();
    this.log(`Port ${this.port} is taken; PostgreSQL moves to ${port}.`);
    this.cluster = await rememberPort(this.cluster, port);
  }

  /** Whether the server of this very data answers at the port; then its keeper is ours. */
  private async connect(port: number): Promise<boolean> {
    const keeper = new pg.Client({
      ...{ host: '127.0.0.1', port, user: OWNER, database: 'postgres', password: this.cluster.secrets.ownerPassword },
      ...{ application_name: KEEPER, connectionTimeoutMillis: 2_000, keepAlive: true },
    });
    keeper.on('error', () => undefined);
    try {
      await keeper.connect();
      const { rows } = await keeper.query<{ data: string }>(`SELECT current_setting('data_directory') AS data`);
      if (realpathSync(rows[0]?.data ?? '/') !== realpathSync(this.cluster.data)) throw new Error('Another server.');
    } catch {
      await keeper.end().catch(() => undefined);
      return false;
    }
    keeper.once('end', () => void this.revive(keeper));
    this.keeper = keeper;
    return true;
  }

  /** The keeper's end is the server's end, or a restart of its backends; either way somebody must see that it answers again. */
  private async revive(lost: pg.Client): Promise<void> {
    if (this.stopping || this.keeper !== lost) return;
    this.keeper = undefined;
    this.log('The connection to PostgreSQL was lost; it is being opened again.');
    while (!this.stopping) {
      try {
        await this.open({ mayMove: false });
        this.log('PostgreSQL answers again.');
        return;
      } catch (error) {
        this.log(`PostgreSQL could not be opened again: ${(error as Error).message}`);
        await pause(2_000, undefined, { ref: false });
      }
    }
  }

  private async createDatabase(): Promise<void> {
    try {
      await this.keeper?.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8'`);
    } catch (error) {
      // Made before, or by another start at this very moment.
      if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
