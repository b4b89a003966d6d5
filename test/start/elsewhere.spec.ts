import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/platform/postgres/cluster.js';
import { serverUser } from '../../src/platform/postgres/server-user.js';
import { Program } from '../harness/process.js';
import { temporaryFolder } from '../harness/test-server.js';

const READY = /http:\/\/[\w.]+:\d+/;
const WITHIN_MS = 90_000;
const BINARIES = process.env['ZIDIAN_PG15_BIN'] ?? '/usr/lib/postgresql/15/bin';

const hasPostgres15 = existsSync(join(BINARIES, 'postgres'));
const isRoot = process.getuid?.() === 0;
const without = (what: string): void => void process.stdout.write(`${what}\n`);
if (!hasPostgres15)
  without(`There is no PostgreSQL 15 in ${BINARIES} (ZIDIAN_PG15_BIN): starting on one was not tested.`);
if (!isRoot)
  without('These tests do not run as root: starting as root was not tested, and as an ordinary user by every test.');

/** Nothing is known to the service but this: no LANG, no HOME. */
const env = (more: Record<string, string>): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], PORT: '0', ...more });

const ask = async (service: Program, query: string): Promise<unknown> => {
  const [url] = await service.says(READY, WITHIN_MS);
  const port = new URL(url).port;
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  return (await fetch(`http://127.0.0.1:${port}/graphql`, init)).json();
};
const READING = '{ entry(dictionary: "nation", code: "01") { row { values } } }';

describe('the service starts elsewhere', () => {
  const folders: string[] = [];
  const running: Program[] = [];
  const start = (more: Record<string, string>, user?: { uid: number; gid: number }): Program => {
    const service = Program.run('src/main.ts', [], env(more), user);
    running.push(service);
    return service;
  };
  const folder = (user?: { uid: number; gid: number } | null): string => {
    const made = temporaryFolder();
    if (user) chownSync(made, user.uid, user.gid);
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    for (const service of running.splice(0)) {
      service.kill('SIGTERM');
      await service.ended;
    }
  });
  afterAll(() => {
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  const asRoot = isRoot ? it : it.skip;
  asRoot(
    'as an ordinary user, though root installed it, and keeps Chinese as it is',
    async () => {
      const user = serverUser();
      if (!user) throw new Error('root is an ordinary user');
      const data = folder(user);
      const service = start({ ZIDIAN_DATA_DIR: data }, user);
      expect(JSON.stringify(await ask(service, READING))).toMatch(/汉族/);
      expect(statSync(join(data, 'postgres/cluster/data/postmaster.pid')).uid).toBe(user.uid);
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
    },
    WITHIN_MS * 2,
  );

  it('not at all in production without a database of its own, and says so in a sentence', async () => {
    const service = start({ NODE_ENV: 'production' });
    expect((await service.ended).code).toBe(1);
    expect(service.output.trim()).toBe('DATABASE_URL is missing; production needs a PostgreSQL of its own.');
  });

  const onPostgres15 = hasPostgres15 ? describe : describe.skip;
  onPostgres15('on a PostgreSQL 15', () => {
    let server: ChildProcess;
    let url: string;
    beforeAll(async () => {
      const user = serverUser();
      const home = folder(user);
      const as = user ? { uid: user.uid, gid: user.gid } : {};
      const data = join(home, 'data');
      const port = await freePort();
      const how = ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
      execFileSync(join(BINARIES, 'initdb'), how, { ...as, stdio: 'ignore', cwd: home });
      server = spawn(join(BINARIES, 'postgres'), ['-D', data, '-p', String(port), '-k', home, '-h', '127.0.0.1'], {
        ...as,
        stdio: 'ignore',
        cwd: home,
      });
      url = `postgres://owner@127.0.0.1:${port}/postgres`;
      expect(readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()).toBe('15');
    }, 60_000);
    afterAll(async () => {
      server.kill('SIGINT');
      await once(server, 'close');
    });

    it(
      'as a demonstration',
      async () => {
        const service = start({ DATABASE_URL: url, ZIDIAN_DATA_DIR: folder() });
        expect(JSON.stringify(await ask(service, READING))).toMatch(/汉族/);
        expect(service.output).toContain('release-manager');
      },
      WITHIN_MS * 2,
    );

    it(
      'in production, where there are no demonstration accounts, and nobody reads without signing in',
      async () => {
        const owner = new pg.Client({ connectionString: url });
        await owner.connect();
        await owner.query('CREATE DATABASE production');
        await owner.end();
        const database = new URL(url);
        database.pathname = '/production';
        const own = { NODE_ENV: 'production', LOG_LEVEL: 'warn', HOST: '127.0.0.1', ZIDIAN_DATA_DIR: folder() };
        const service = start({ DATABASE_URL: database.href, ...own });
        expect(JSON.stringify(await ask(service, READING))).toContain('Unauthenticated');
        expect(service.output).not.toMatch(/release-manager|zidian-demo/);
        const signIn = 'mutation { signIn(username: "admin", password: "zidian-demo") { __typename } }';
        expect(JSON.stringify(await ask(service, signIn))).not.toContain('"Session"');
      },
      WITHIN_MS * 2,
    );
  });
});
