import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The account under which PostgreSQL runs. It refuses to run as root, so root's service needs another. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Accounts without rights of their own, found on nearly every system; the first that exists is taken. */
const CANDIDATES = ['postgres', 'nobody', 'daemon'];

/** Null for everybody but root: their server is their own process. */
export const serverUser = (): ServerUser | null => {
  if (process.getuid?.() !== 0) return null;
  const users = usersOf(readFileSync('/etc/passwd', 'utf8'));
  const found = CANDIDATES.map((name) => users.find((user) => user.name === name)).find((user) => user !== undefined);
  if (!found) {
    throw new Error(
      `PostgreSQL does not run as root, and none of the accounts ${CANDIDATES.join(', ')} exists here. ` +
        'Start Zidian as another user, or set DATABASE_URL.',
    );
  }
  return found;
};

const usersOf = (passwd: string): ServerUser[] =>
  passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4 && Number(fields[2]) > 0)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));

/** Owner and mode of a folder, as far as entering it goes. */
interface Door {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export const mayEnter = (user: Pick<ServerUser, 'uid' | 'gid'>, door: Door): boolean => {
  const bit = door.uid === user.uid ? 0o100 : door.gid === user.gid ? 0o010 : 0o001;
  return (door.mode & bit) !== 0;
};

/** The first folder on the way to `path` that the user cannot enter, or null. */
export const closedDoor = (user: ServerUser | null, path: string): string | null => {
  if (!user) return null;
  const parent = dirname(path);
  const above = parent === path ? null : closedDoor(user, parent);
  if (above !== null) return above;
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && !mayEnter(user, stats) ? path : null;
};

/** Whether the server could not reach a folder that this user might choose. */
export const isClosedToServer = (path: string): boolean => {
  if (process.getuid?.() !== 0) return false;
  return closedDoor(serverUser(), path) !== null;
};

/** Says it in a sentence before PostgreSQL says it in none. */
export const requireOpenDoors = (user: ServerUser | null, path: string): void => {
  const closed = closedDoor(user, path);
  if (!user || !closed) return;
  throw new Error(
    `As root, PostgreSQL runs as the user ${user.name}, who may not enter ${closed}. ` +
      `Set ZIDIAN_DATA_DIR to a folder that every user can reach, such as /var/lib/zidian.`,
  );
};

/** The service's own data folder is opened to the server's user, who must pass through it; what lies in it has rights of its own. */
export const makeFolder = (user: ServerUser | null, path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  if (user) chmodSync(path, statSync(path).mode | 0o011);
};

/** What `spawn` needs to run something as the server's user. The folder of the caller may be closed to it, so it starts at the root. */
export const spawnAs = (user: ServerUser | null): { cwd: string; uid?: number; gid?: number } =>
  user ? { cwd: '/', uid: user.uid, gid: user.gid } : { cwd: '/' };
