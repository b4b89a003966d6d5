import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Binaries, draftOf, moveInto } from './binaries.js';
import { type ServerUser, spawnAs } from './server-user.js';

/** The name of the database's owner, who migrates, and of the only database. */
export const OWNER = 'zidian_owner';
export const DATABASE = 'zidian';

/** What is remembered of a cluster, in a file that only the service's own user can read. */
export interface Secrets {
  /** Where it listened last. A live server's own word (postmaster.pid) goes before this. */
  readonly port: number;
  readonly ownerPassword: string;
  readonly servicePassword: string;
}

/** A folder with PostgreSQL's data and its secrets, made together so that they always belong together. */
export interface Cluster {
  readonly home: string;
  readonly data: string;
  readonly secrets: Secrets;
}

const secretsFile = (home: string): string => join(home, 'secrets.json');

export const openCluster = async (dataDir: string, binaries: Binaries, user: ServerUser | null): Promise<Cluster> => {
  const home = join(dataDir, 'cluster');
  if (!existsSync(home)) await createCluster(home, binaries, user);
  const data = join(home, 'data');
  const major = readFileSync(join(home, 'version'), 'utf8').trim();
  if (major !== binaries.major) {
    throw new Error(
      `The data in ${data} were written by PostgreSQL ${major}; this is ${binaries.major}, which cannot open them. ` +
        'Start the Zidian that wrote them, or set ZIDIAN_DATA_DIR to another folder.',
    );
  }
  return { home, data, secrets: JSON.parse(readFileSync(secretsFile(home), 'utf8')) as Secrets };
};

export const rememberPort = async (cluster: Cluster, port: number): Promise<Cluster> => {
  const secrets = { ...cluster.secrets, port };
  const draft = draftOf(secretsFile(cluster.home));
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600 });
  await rename(draft, secretsFile(cluster.home));
  return { ...cluster, secrets };
};

/** Made under another name and moved into place in one step: a start that is killed half-way leaves nothing that looks whole. */
const createCluster = async (home: string, binaries: Binaries, user: ServerUser | null): Promise<void> => {
  const draft = draftOf(home);
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await chmod(draft, 0o755);
  const secrets: Secrets = { port: await freePort(), ownerPassword: secret(), servicePassword: secret() };
  await writeFile(secretsFile(draft), JSON.stringify(secrets), { mode: 0o600 });
  await writeFile(join(draft, 'version'), binaries.major);
  await initialize(draft, binaries, user, secrets.ownerPassword);
  await moveInto(draft, home);
};

const secret = (): string => randomBytes(32).toString('base64url');

const initialize = async (
  home: string,
  binaries: Binaries,
  user: ServerUser | null,
  password: string,
): Promise<void> => {
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) {
    for (const path of [data, passwordFile]) await chown(path, user.uid, user.gid);
  }
  // The encoding and the locale are named, because without LANG initdb would make a database of encoding SQL_ASCII.
  await runToEnd(
    binaries.initdb,
    [
      ...['-D', data, '-U', OWNER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--data-checksums', '--no-instructions'],
    ],
    user,
  );
  await rm(passwordFile);
};

/** Runs a program of PostgreSQL and fails with what it said. Its environment is empty but for the path: LANG, PGDATA and the like are ours to say. */
export const runToEnd = (program: string, args: readonly string[], user: ServerUser | null): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...spawnAs(user), env: bareEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code ?? signal}: ${Buffer.concat(said).toString('utf8').trim()}`));
    });
  });

export const bareEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  ...(process.platform === 'win32' && { SystemRoot: process.env['SystemRoot'], TEMP: process.env['TEMP'] }),
  LC_ALL: 'C',
});

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
