import { accessSync, chmodSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedDoor, serverUser } from '../../src/platform/postgres/server-user.js';

/** The checkout, seen from dist/bench/world. */
export const ROOT = new URL('../../../', import.meta.url).pathname;

/** A folder that the database server's user can reach as well (root's own temporary folder may be closed to it). */
export function temporaryFolder(): string {
  const user = serverUser();
  const folder = [tmpdir(), '/tmp', '/var/tmp'].find((candidate) => {
    return isUsable(candidate) && (user === null || closedDoor(user, candidate) === null);
  });
  if (folder === undefined) throw new Error(`No temporary folder can be reached by ${user?.name ?? 'this user'}.`);
  const made = mkdtempSync(join(folder, 'zidian-bench-'));
  chmodSync(made, 0o755);
  return made;
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
