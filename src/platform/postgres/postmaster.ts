import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { bareEnvironment, type Cluster, runToEnd } from './cluster.js';
import { type ServerUser, spawnAs } from './server-user.js';

/** What a running server says of itself in `postmaster.pid`. The file is PostgreSQL's: we read it and never delete it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The server that has the data open, or null. A file left behind by a killed server names a process that is gone. */
export const findPostmaster = (cluster: Cluster): Postmaster | null => {
  try {
    const [pid, , , port] = readFileSync(join(cluster.data, 'postmaster.pid'), 'utf8').split('\n');
    const found = { pid: Number(pid), port: Number(port) };
    return found.pid > 0 && isAlive(found.pid) ? found : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user's process we may not even ask, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const LOG_BYTES_MAX = 10_000_000;

const logFile = (cluster: Cluster): string => join(cluster.home, 'postgres.log');

/** One older log is kept. Rotated at the start, when no server writes to it. */
const openLog = async (cluster: Cluster, user: ServerUser | null): Promise<number> => {
  const path = logFile(cluster);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  const file = openSync(path, 'a', 0o600);
  if (user) await chown(path, user.uid, user.gid);
  return file;
};

export interface LaunchOptions {
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  /** Settings beyond ours, as PostgreSQL names them: tests turn fsync off. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Listens on this machine only, by TCP: a socket's path may be longer than the system allows. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  tcp_keepalives_idle: '30',
  log_line_prefix: '%m [%p] ',
};

/** A server process, which outlives us when we are killed: its data stay open and whole, and the next start adopts it. */
export interface Launched {
  readonly process: ChildProcess;
  /** Where in the log this launch begins. */
  readonly since: number;
}

export const launch = async (cluster: Cluster, port: number, options: LaunchOptions): Promise<Launched> => {
  const log = await openLog(cluster, options.user);
  const since = statSync(logFile(cluster)).size;
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(options.binaries.postgres, ['-D', cluster.data, ...args], {
    ...spawnAs(options.user),
    env: bareEnvironment(),
    stdio: ['ignore', log, log],
    // Ctrl-C goes to a terminal's whole group of processes; the server must live until the service has closed its own doors.
    detached: true,
  });
  child.unref();
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { process: child, since };
};

export const hasEnded = ({ process: child }: Launched): boolean => child.exitCode !== null || child.signalCode !== null;

/** What a launch that failed said. */
export const said = (cluster: Cluster, { since }: Launched): string =>
  readFileSync(logFile(cluster)).subarray(since).toString('utf8').trim();

/** Another server, or the remains of one, still has the data; it will be gone, or can be adopted, in a moment. */
export const isHeldByAnother = (log: string): boolean =>
  /lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(log);

export const isPortTaken = (log: string): boolean => /could not bind|Address already in use/.test(log);

/** Ends the server in order: sessions are cut, everything is written, the next start needs no recovery. */
export const stopInOrder = (cluster: Cluster, { binaries, user }: LaunchOptions): Promise<void> =>
  runToEnd(binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast', '-w', '-t', '30'], user);
