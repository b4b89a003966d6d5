import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createApplication } from '../../src/application.js';
import { migrate } from '../../src/platform/migrations.js';
import { testConfig } from './config.js';

/** MIGRATED has the tables, FOUNDED also the channels and the catalogue at version 0. */
export type TemplateKind = 'migrated' | 'founded';

/** What a template depends on. A change in any of these makes a new one. */
const SCHEMA = ['migrations', 'src/platform/migrations.ts', 'src/platform/jobs.ts'];
const INGREDIENTS: Readonly<Record<TemplateKind, readonly string[]>> = {
  migrated: SCHEMA,
  founded: [...SCHEMA, 'catalogue', 'src/kernel', 'src/audit', 'src/identity', 'src/dictionary', 'src/release'],
};
const ROOT = new URL('../../', import.meta.url).pathname;
const LEFTOVER_AFTER_MS = 2 * 3_600_000;

const serverUrl = (): string => {
  const url = process.env['ZIDIAN_TEST_SERVER'];
  if (url === undefined)
    throw new Error('The test server was not started: run tests through `npm test` or `npx jest`.');
  return url;
};

/** The URL of the same server and another database. */
const databaseUrl = (database: string): string => {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
};

const asOwner = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** A database of the caller's own, migrated and, unless said otherwise, founded; its URL as the owner. */
export const cloneTemplate = async (kind: TemplateKind = 'founded'): Promise<string> => {
  const name = `zidian_test_${Date.now()}_${randomBytes(4).toString('hex')}`;
  await asOwner(async (client) => {
    const template = await theTemplate(client, kind);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return databaseUrl(name);
};

/** An empty database of the caller's own. */
export const emptyDatabase = async (): Promise<string> => {
  const name = `zidian_test_${Date.now()}_${randomBytes(4).toString('hex')}`;
  await asOwner((client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`));
  return databaseUrl(name);
};

export const dropDatabase = async (url: string): Promise<void> => {
  const name = new URL(url).pathname.slice(1);
  await asOwner((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
};

/** Found once a server by whoever comes first; the others wait for it. */
const theTemplate = async (client: pg.Client, kind: TemplateKind): Promise<string> => {
  const name = `zidian_template_${kind}_${fingerprint(INGREDIENTS[kind])}`;
  await client.query(`SELECT pg_advisory_lock(hashtext('zidian test template'))`);
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await make(client, name, kind);
  } finally {
    await client.query(`SELECT pg_advisory_unlock(hashtext('zidian test template'))`);
  }
  return name;
};

const make = async (client: pg.Client, name: string, kind: TemplateKind): Promise<void> => {
  await dropLeftovers(client);
  const building = `zidian_building_${Date.now()}`;
  await client.query(`CREATE DATABASE ${building} TEMPLATE template0 ENCODING 'UTF8'`);
  try {
    const url = databaseUrl(building);
    await migrate(url);
    if (kind === 'founded') await startOnce(url);
    await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
    await client.query(`COMMENT ON DATABASE ${name} IS '${Date.now()}'`);
  } catch (error) {
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    throw error;
  }
};

/** The first start founds the channels; it is the service's own road, so the template is what a hospital gets. */
const startOnce = async (serviceUrl: string): Promise<void> => {
  const app = await createApplication({ config: testConfig(), serviceUrl });
  await app.init();
  await app.close();
};

/** Databases of runs that were killed, and templates of older code. Somebody may be using one: then it stays. */
const dropLeftovers = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ name: string; made: string | null }>(
    `SELECT datname AS name, coalesce(shobj_description(oid, 'pg_database'), substring(datname from '[0-9]{13}')) AS made
     FROM pg_database WHERE datname ~ '^zidian_(test|template|building)_'`,
  );
  for (const { name, made } of rows) {
    if (Date.now() - Number(made) < LEFTOVER_AFTER_MS) continue;
    await client.query(`DROP DATABASE IF EXISTS ${name}`).catch(() => undefined);
  }
};

const fingerprint = (ingredients: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of ingredients.flatMap((path) => filesIn(join(ROOT, path))))
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
};

const filesIn = (path: string): string[] => (statSync(path).isDirectory() ? filesInFolder(path) : [path]);

const filesInFolder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
