import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from './config.js';
import { migrate } from './migrations.js';
import { EmbeddedPostgres } from './postgres/embedded.js';
import { makeFolder, serverUser } from './postgres/server-user.js';

/** A database that is there, migrated and fit for the service. */
export interface OpenDatabase {
  /** As its owner, who may change the schema. Commands that migrate or found use it; the service never does. */
  readonly ownerUrl: string;
  /** As the service. */
  readonly serviceUrl: string;
  stop(): Promise<void>;
}

export type Log = (sentence: string) => void;

export const openDatabase = async (config: Config, log: Log): Promise<OpenDatabase> => {
  const database =
    config.databaseUrl === undefined ? await embedded(config, log) : await given(config.databaseUrl, log);
  try {
    await requireFitness(database.ownerUrl, config);
    for (const name of await migrate(database.ownerUrl)) log(`Migrated: ${name}.`);
    await database.letServiceIn();
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
};

interface Found extends OpenDatabase {
  /** After the migrations, which make the service's role. */
  letServiceIn(): Promise<void>;
}

const embedded = async (config: Config, log: Log): Promise<Found> => {
  makeFolder(serverUser(), config.dataDir);
  const server = await EmbeddedPostgres.start(join(config.dataDir, 'postgres'), { log });
  const service = new URL(server.ownerUrl());
  service.username = 'zidian_service';
  service.password = server.servicePassword;
  return {
    ownerUrl: server.ownerUrl(),
    serviceUrl: service.href,
    letServiceIn: () => withClient(server.ownerUrl(), (owner) => giveLogin(owner, server.servicePassword)),
    stop: () => server.stop(),
  };
};

/** The service signs in as the URL's user and takes its own role from the first statement on. */
const given = async (url: string, log: Log): Promise<Found> => {
  await waitFor(url, log);
  return { ownerUrl: url, serviceUrl: url, letServiceIn: async () => undefined, stop: async () => undefined };
};

/** Settings stand on the role itself, too, for whoever signs in as the service with a tool of their own. */
const giveLogin = async (owner: pg.Client, password: string): Promise<void> => {
  const settings = { statement_timeout: '15s', lock_timeout: '3s', idle_in_transaction_session_timeout: '10s' };
  await owner.query(`ALTER ROLE zidian_service LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  for (const [name, value] of Object.entries(settings)) {
    await owner.query(`ALTER ROLE zidian_service SET ${name} = '${value}'`);
  }
};

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Servers that start together (a composed system, a machine after a power cut) are given this long to appear. */
const APPEARS_WITHIN_MS = 30_000;
const NOT_THERE_YET = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

const waitFor = async (url: string, log: Log): Promise<void> => {
  const deadline = Date.now() + APPEARS_WITHIN_MS;
  for (let told = false; ; told = true) {
    try {
      return await withClient(url, async () => undefined);
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      if (!NOT_THERE_YET.has(code) || Date.now() > deadline) {
        throw new Error(`The database of DATABASE_URL cannot be reached: ${code} ${message}`, { cause: error });
      }
      if (!told) log('The database of DATABASE_URL does not answer yet; waiting.');
      await pause(500);
    }
  }
};

const VERSION_MIN = 150_000;

interface Settings {
  readonly encoding: string;
  readonly version: number;
  readonly standby: boolean;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
}

/** Refuses a database that would lose or garble prices, with a sentence for each reason. */
export const requireFitness = async (url: string, config: Pick<Config, 'production'>): Promise<void> => {
  const settings = await withClient(url, async (client) => {
    const { rows } = await client.query<Settings>(
      `SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int AS version,
              pg_is_in_recovery() AS standby, current_setting('fsync') AS fsync,
              current_setting('full_page_writes') AS full_page_writes,
              current_setting('synchronous_commit') AS synchronous_commit`,
    );
    return rows[0];
  });
  const reasons = settings ? unfitness(settings, config) : ['it does not tell its settings'];
  if (reasons.length > 0) throw new Error(`The database cannot be used: ${reasons.join('; ')}.`);
};

const unfitness = (settings: Settings, { production }: Pick<Config, 'production'>): string[] => {
  const reasons: string[] = [];
  if (settings.encoding !== 'UTF8') reasons.push(`its encoding is ${settings.encoding}, and Chinese needs UTF8`);
  if (settings.version < VERSION_MIN) reasons.push('it is older than PostgreSQL 15');
  if (settings.standby) reasons.push('it is a standby, which takes no writes');
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    if (production && settings[name] === 'off') reasons.push(`${name} is off, so a power failure would lose releases`);
  }
  return reasons;
};
