import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { Program } from '../../../test/harness/process.js';
import { temporaryFolder } from '../../../test/harness/test-server.js';
import { EmbeddedPostgres } from './embedded.js';
import { isAlive } from './postmaster.js';

const FAST = { settings: { fsync: 'off' } };
const asRoot = process.getuid?.() === 0 ? it : it.skip;

const ask = async <T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
};

const eventually = async <T>(ask: () => Promise<T>): Promise<T> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

describe('the embedded PostgreSQL', () => {
  const folders: string[] = [];
  const servers = new Set<EmbeddedPostgres>();

  // Programs and a stopped cluster are made once and copied: copying takes 0.2 s, making them 2 s.
  let made: string;
  beforeAll(async () => {
    made = temporaryFolder();
    await (await EmbeddedPostgres.start(made, FAST)).stop();
  });
  afterAll(() => rmSync(made, { recursive: true }));

  const emptyFolder = (): string => {
    const folder = temporaryFolder();
    folders.push(folder);
    symlinkSync(join(made, 'server'), join(folder, 'server'));
    return folder;
  };
  const newFolder = (): string => {
    const folder = emptyFolder();
    execFileSync('cp', ['-a', join(made, 'cluster'), folder]);
    return folder;
  };
  const startOn = async (folder: string, log?: (sentence: string) => void): Promise<EmbeddedPostgres> => {
    const server = await EmbeddedPostgres.start(folder, { ...FAST, ...(log && { log }) });
    servers.add(server);
    return server;
  };
  const stop = async (server: EmbeddedPostgres): Promise<void> => {
    servers.delete(server);
    await server.stop();
  };
  const postmasterOf = (folder: string): number =>
    Number(readFileSync(join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const holderOn = (folder: string, user?: { uid: number; gid: number }): Program =>
    Program.run('test/harness/postgres-holder.ts', [folder], { PATH: process.env['PATH'] }, user);

  afterEach(async () => {
    for (const server of servers) await stop(server);
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('keeps Chinese as UTF-8 with checksums, and lets in only who knows its password, though LANG is unset', async () => {
    const folder = emptyFolder();
    const server = await startOn(folder);
    const [settings] = await ask(
      server.ownerUrl(),
      `SELECT current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
              current_setting('listen_addresses') AS addresses, datlocprovider AS provider, '价格'::text AS text
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual({
      encoding: 'UTF8',
      checksums: 'on',
      addresses: '127.0.0.1',
      provider: 'b',
      text: '价格',
    });
    const stranger = server.ownerUrl().replace(/:[^:@]+@/, ':guessed@');
    await expect(ask(stranger, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const secrets = join(folder, 'cluster', 'secrets.json');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(secrets, 'utf8'))).toMatchObject({ port: server.port });
  });

  it('comes back on its own port with its data after a stop in order', async () => {
    const folder = newFolder();
    const first = await startOn(folder);
    await ask(first.ownerUrl(), 'CREATE TABLE kept AS SELECT 12.50 AS price');
    const pid = postmasterOf(folder);
    await stop(first);
    expect(isAlive(pid)).toBe(false);
    const second = await startOn(folder);
    expect(second.port).toBe(first.port);
    expect(await ask(second.ownerUrl(), 'SELECT price FROM kept')).toEqual([{ price: '12.50' }]);
  });

  it('is adopted by a second service on the same data, and stopped only by the last of them', async () => {
    const folder = newFolder();
    const first = await startOn(folder);
    const pid = postmasterOf(folder);
    const second = await startOn(folder);
    expect(postmasterOf(folder)).toBe(pid);
    await stop(second);
    expect(await ask(first.ownerUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const third = await startOn(folder);
    await stop(first);
    expect(await ask(third.ownerUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stop(third);
    expect(isAlive(pid)).toBe(false);
  });

  it('is one server for two services that start on an empty folder at once', async () => {
    const folder = emptyFolder();
    const [one, other] = await Promise.all([startOn(folder), startOn(folder)]);
    expect(other.ownerUrl()).toBe(one.ownerUrl());
    await Promise.all([stop(one), stop(other)]);
    expect(() => postmasterOf(folder)).toThrow('ENOENT');
  });

  it('survives kill -9 of its service and is adopted by the next start', async () => {
    const folder = newFolder();
    const service = holderOn(folder);
    await service.says(/ready at/);
    const pid = postmasterOf(folder);
    service.kill('SIGKILL');
    await service.ended;
    expect(isAlive(pid)).toBe(true);
    const next = await startOn(folder);
    expect(postmasterOf(folder)).toBe(pid);
    await stop(next);
    expect(() => postmasterOf(folder)).toThrow('ENOENT');
  });

  it('is started again at the same port when it is killed itself, with everything that was committed', async () => {
    const folder = newFolder();
    const said: string[] = [];
    const server = await startOn(folder, (sentence) => said.push(sentence));
    await ask(server.ownerUrl(), 'CREATE TABLE kept AS SELECT 1 AS id');
    process.kill(postmasterOf(folder), 'SIGKILL');
    await eventually(async () => expect(await ask(server.ownerUrl(), 'SELECT id FROM kept')).toEqual([{ id: 1 }]));
    await eventually(async () => expect(said).toContain('PostgreSQL answers again.'));
  });

  it('moves to another port where somebody else took its own, and remembers it', async () => {
    const folder = newFolder();
    const first = await startOn(folder);
    const { port } = first;
    await stop(first);
    const squatter = await new Promise<Server>((resolve) => {
      const taken = createServer().listen(port, '127.0.0.1', () => resolve(taken));
    });
    try {
      const second = await startOn(folder);
      expect(second.port).not.toBe(port);
      const third = await startOn(folder);
      expect(third.port).toBe(second.port);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  it('takes nothing that a killed first start left half-made', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'cluster.4711', 'data'), { recursive: true });
    const server = await startOn(folder);
    expect(await ask(server.ownerUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says in a sentence that data of another major version stay closed', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'cluster', 'version'), '17');
    await expect(startOn(folder)).rejects.toThrow(/were written by PostgreSQL 17; this is 18/);
  });

  it('says what PostgreSQL said when it does not start', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'cluster', 'data', 'postgresql.conf'), 'no_such_setting = 1');
    await expect(startOn(folder)).rejects.toThrow(/did not start.*no_such_setting/s);
  });

  asRoot('runs as another user when we are root, whom it would refuse', async () => {
    const folder = newFolder();
    await startOn(folder);
    expect(statSync(`/proc/${postmasterOf(folder)}`).uid).not.toBe(0);
  });

  asRoot('says in a sentence that its user may not enter a folder of root’s', async () => {
    const closed = join(newFolder(), 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await expect(startOn(join(closed, 'data'))).rejects.toThrow(/may not enter .*ZIDIAN_DATA_DIR/s);
  });

  asRoot('runs for an ordinary user as that user', async () => {
    const folder = emptyFolder();
    const nobody = { uid: 65_534, gid: 65_534 };
    chownSync(folder, nobody.uid, nobody.gid);
    const service = holderOn(folder, nobody);
    await service.says(/ready at/);
    expect(statSync(`/proc/${postmasterOf(folder)}`).uid).toBe(nobody.uid);
    service.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(() => postmasterOf(folder)).toThrow('ENOENT');
  });
});
