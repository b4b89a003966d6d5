import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { closedDoor, serverUser } from '../../src/platform/postgres/server-user.js';

/** A folder that ends with the run, where the server's user can reach it (root's own temporary folder may be closed). */
export const temporaryFolder = (): string => {
  const user = serverUser();
  const candidates = [tmpdir(), '/tmp', '/var/tmp'].filter((folder) => isUsable(folder));
  const folder = candidates.find((candidate) => user === null || closedDoor(user, candidate) === null);
  if (folder === undefined) throw new Error(`No temporary folder can be reached by ${user?.name ?? 'this user'}.`);
  return mkdtempSync(join(folder, 'zidian-test-'));
};

const isUsable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** kill -9 loses nothing that the kernel was given, so tests need no fsync; only a power failure would tell. */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };

export const startTestServer = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const folder = temporaryFolder();
  const server = await EmbeddedPostgres.start(folder, { settings: FAST });
  return {
    url: server.ownerUrl('postgres'),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
