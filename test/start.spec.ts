import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { Program } from './harness/process.js';
import { emptyDatabase, dropDatabase } from './harness/template.js';
import { temporaryFolder } from './harness/test-server.js';

/** An environment with nothing in it but what is said: no LANG, no HOME. */
const env = (more: Record<string, string>): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], PORT: '0', ...more });
jest.setTimeout(300_000);

const serve = (more: Record<string, string>): Program => Program.run('src/main.ts', [], env(more));

const READY = /http:\/\/127\.0\.0\.1:\d+/;
/** A first start founds three channels from the whole catalogue, on a machine that may be busy with other tests. */
const WITHIN_MS = 180_000;

const HEALS_WITHIN_MS = 10_000;

/** The status once it is good, or the last one: a pool may still hand out connections that have just been cut. */
const healed = async (url: string): Promise<number> => {
  const deadline = Date.now() + HEALS_WITHIN_MS;
  let { status } = await fetch(url);
  while (status !== 200 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    ({ status } = await fetch(url));
  }
  return status;
};

const ask = async (url: string): Promise<unknown> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${url}/graphql`, { ...init, body: '{"query":"{ about { zone } }"}' });
  return response.json();
};

describe('the service as a process', () => {
  const folders: string[] = [];
  const running: Program[] = [];
  const start = (more: Record<string, string>): Program => {
    const service = serve(more);
    running.push(service);
    return service;
  };
  // A first start founds the channels, which takes longest: it is made once and copied.
  let founded: string;
  beforeAll(async () => {
    founded = temporaryFolder();
    const service = start({ ZIDIAN_DATA_DIR: founded });
    const [url] = await service.says(READY, WITHIN_MS);
    expect(await ask(url)).toEqual({ data: { about: { zone: 'Asia/Shanghai' } } });
    service.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    running.pop();
  });
  afterAll(() => rmSync(founded, { recursive: true, force: true }));

  const folder = (): string => {
    const made = temporaryFolder();
    folders.push(made);
    execFileSync('cp', ['-a', join(founded, 'postgres'), made]);
    return made;
  };
  const postmaster = (data: string): string => readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8');

  afterEach(async () => {
    for (const service of running.splice(0)) {
      service.kill('SIGTERM');
      await service.ended;
    }
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
  });

  it('serves again from what its first start founded, ends in order on SIGTERM, and takes its database with it', async () => {
    const data = folder();
    const service = start({ ZIDIAN_DATA_DIR: data });
    const [url] = await service.says(READY, WITHIN_MS);
    expect(await ask(url)).toEqual({ data: { about: { zone: 'Asia/Shanghai' } } });
    service.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(() => postmaster(data)).toThrow('ENOENT');
  });

  it('leaves the database to another service on the same data when it ends', async () => {
    const data = folder();
    const first = start({ ZIDIAN_DATA_DIR: data });
    await first.says(READY, WITHIN_MS);
    const second = start({ ZIDIAN_DATA_DIR: data });
    const [url] = await second.says(READY, WITHIN_MS);
    first.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true });
  });

  it('answers again by itself after its database was killed', async () => {
    const data = folder();
    const service = start({ ZIDIAN_DATA_DIR: data });
    const [url] = await service.says(READY, WITHIN_MS);
    process.kill(Number(postmaster(data).split('\n')[0]), 'SIGKILL');
    const deadline = Date.now() + 30_000;
    let ready = false;
    while (!ready && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      ready = (await fetch(`${url}/readyz`)).status === 200;
    }
    expect(ready).toBe(true);
  });

  it('says every fault of its configuration and ends with a failure', async () => {
    const service = start({ NODE_ENV: 'production', PORT: 'eighty' });
    expect((await service.ended).code).toBe(1);
    expect(service.output).toMatch(/PORT is "eighty"/);
    expect(service.output).toMatch(/DATABASE_URL is missing; production needs/);
  });

  it('ends with a failure, and ends its database, where its port is taken', async () => {
    const squatter = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
    const data = folder();
    try {
      const { port } = squatter.address() as { port: number };
      const service = start({ ZIDIAN_DATA_DIR: data, PORT: String(port) });
      expect((await service.ended).code).toBe(1);
      expect(service.output).toContain(`Port ${port} of 127.0.0.1 is taken. Set PORT to another.`);
      expect(() => postmaster(data)).toThrow('ENOENT');
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  it('serves from a database of somebody else’s, and survives the loss of every connection', async () => {
    const databaseUrl = await emptyDatabase();
    try {
      const service = start({ DATABASE_URL: databaseUrl, ZIDIAN_DATA_DIR: folder() });
      const [url] = await service.says(READY, WITHIN_MS);
      const owner = new pg.Client({ connectionString: databaseUrl });
      await owner.connect();
      for (let round = 0; round < 10; round++) {
        await owner.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        await fetch(`${url}/readyz`);
      }
      await owner.end();
      expect(await healed(`${url}/readyz`)).toBe(200);
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
    } finally {
      await dropDatabase(databaseUrl);
    }
  });
});
