import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Program } from '../../test/harness/process.js';
import { temporaryFolder } from '../../test/harness/test-server.js';
import { dropDatabase, emptyDatabase } from '../../test/harness/template.js';
import { testConfig } from '../../test/harness/config.js';
import { serviceOptions } from './data-source.js';
import { openDatabase, requireFitness } from './database.js';
import { EmbeddedPostgres } from './postgres/embedded.js';
import { loadMigrations, migrate } from './migrations.js';

const ask = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

/** Gives the database to a new role with no more rights than said. */
const ownerOf = async (url: string, rights: string): Promise<{ name: string; url: string }> => {
  const name = `zidian_hospital_${randomBytes(4).toString('hex')}`;
  await ask(url, `CREATE ROLE ${name} LOGIN ${rights} PASSWORD 'x'`);
  await ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${name}`);
  await ask(url, `ALTER SCHEMA public OWNER TO ${name}`);
  return { name, url: Object.assign(new URL(url), { username: name, password: 'x' }).href };
};

const silent = (): void => undefined;

describe('the database that a service opens', () => {
  let url: string;
  beforeEach(async () => {
    url = await emptyDatabase();
  });
  afterEach(() => dropDatabase(url));

  it('is migrated once by three services that start at once on an empty one', async () => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: url };
    const services = [1, 2, 3].map(() => Program.run('test/harness/starter.ts', [], env));
    for (const service of services) {
      const { code } = await service.ended;
      expect(service.output).toContain('open');
      expect(code).toBe(0);
    }
    const migrations = await loadMigrations();
    expect(await ask(url, 'SELECT count(*)::int AS ran, count(DISTINCT name)::int AS kinds FROM migrations')).toEqual([
      { ran: migrations.length, kinds: migrations.length },
    ]);
    const told = services.flatMap((service) => service.output.match(/Migrated: /g) ?? []);
    expect(told).toHaveLength(migrations.length);
  });

  it('collides when several migrate without the lock, which is what the lock is for', async () => {
    const migrations = await loadMigrations();
    const unguarded = async (): Promise<void> => {
      const source = new DataSource({ type: 'postgres', url, migrations, migrationsTransactionMode: 'all' });
      await source.initialize();
      await source.runMigrations().finally(() => source.destroy());
    };
    const outcomes = await Promise.allSettled([unguarded(), unguarded(), unguarded()]);
    expect(outcomes.map((outcome) => outcome.status)).toContain('rejected');
  });

  it('is left as it was when a migration fails half-way', async () => {
    await expect(ask(url, 'CREATE TABLE change (id int)')).resolves.toEqual([]);
    await expect(migrate(url)).rejects.toThrow(/"change" already exists/);
    const tables = await ask(
      url,
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    );
    expect(tables).toEqual([{ tablename: 'change' }]);
  });

  it('is not served by a service that is older than its schema', async () => {
    await migrate(url);
    await ask(url, `INSERT INTO migrations (timestamp, name) VALUES (1, 'FromTheFuture1')`);
    await expect(migrate(url)).rejects.toThrow(/newer Zidian \(FromTheFuture1\)/);
  });

  it('gives the service its own role and time-outs, whoever signed in', async () => {
    await migrate(url);
    const source = await new DataSource(serviceOptions(url)).initialize();
    try {
      const [settings] = await source.query<unknown[]>(
        `SELECT current_user, current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
                current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('TimeZone') AS zone`,
      );
      expect(settings).toEqual({
        current_user: 'zidian_service',
        statement: '15s',
        lock: '3s',
        idle: '10s',
        zone: 'UTC',
      });
      await expect(source.query('CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
      await expect(source.query('DELETE FROM audit_event')).rejects.toThrow(/permission denied/);
    } finally {
      await source.destroy();
    }
  });

  it('asks for the service’s role in a sentence where its owner may not take it', async () => {
    const owner = await ownerOf(url, '');
    try {
      await expect(migrate(owner.url)).rejects.toThrow(`GRANT zidian_service TO ${owner.name}`);
    } finally {
      await dropDatabase(url);
      await ask(process.env['ZIDIAN_TEST_SERVER'] ?? '', `DROP ROLE ${owner.name}`);
    }
  });

  it('may belong to an owner who is no superuser, on a server that never saw us', async () => {
    const folder = temporaryFolder();
    const server = await EmbeddedPostgres.start(folder, { settings: { fsync: 'off' } });
    try {
      const owner = await ownerOf(server.ownerUrl(), 'CREATEROLE');
      const database = await openDatabase({ ...testConfig(), databaseUrl: owner.url }, silent);
      const source = await new DataSource(serviceOptions(database.serviceUrl)).initialize();
      expect(await source.query('SELECT current_user')).toEqual([{ current_user: 'zidian_service' }]);
      await source.destroy();
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused with a reason where it could not hold Chinese', async () => {
    const name = `zidian_test_${Date.now()}_ascii`;
    await ask(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`);
    const ascii = new URL(url);
    ascii.pathname = `/${name}`;
    try {
      await expect(requireFitness(ascii.href, { production: false })).rejects.toThrow(/encoding is SQL_ASCII/);
    } finally {
      await dropDatabase(ascii.href);
    }
  });

  it('is refused in production, and only there, where a power failure would lose a release', async () => {
    const careless = new URL(url);
    careless.searchParams.set('options', '-c synchronous_commit=off');
    await expect(requireFitness(careless.href, { production: true })).rejects.toThrow(/synchronous_commit is off/);
    await expect(requireFitness(careless.href, { production: false })).resolves.toBeUndefined();
  });

  it('is named in a sentence where it cannot be reached, without its password', async () => {
    const nowhere = Object.assign(new URL(url), { password: 'secret', pathname: '/no_such_database' });
    const failing = openDatabase({ ...testConfig(), databaseUrl: nowhere.href }, silent);
    await expect(failing).rejects.toThrow(/DATABASE_URL cannot be reached/);
    await expect(failing).rejects.not.toThrow(/secret/);
  });
});
