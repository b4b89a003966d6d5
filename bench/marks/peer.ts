import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../world/child.js';
import { asOwner } from '../world/databases.js';
import { ROOT } from '../world/folders.js';
import type { World } from '../world/world.js';

export interface Peer {
  readonly url: string;
  /** The request for one entry by its primary key, for the same facts that our lookup gives. */
  readonly bodyOf: (code: string) => string;
  readonly stop: () => Promise<void>;
}

const QUERY = `query ($code: String!) { entryByCode(code: $code) { code name status position rowValues validFrom validTo } }`;

/** PostGraphile over one plain table that holds what our service answers, entry by entry. */
export async function peerServer({ databases }: World, answers: readonly string[]): Promise<Peer> {
  install();
  const url = await databases.create('peer');
  await asOwner(url, async (client) => {
    await client.query(TABLE);
    for (let from = 0; from < answers.length; from += CHUNK) {
      await client.query(FILL, [`[${answers.slice(from, from + CHUNK).join(',')}]`]);
    }
    await client.query('VACUUM ANALYZE peer.entry');
  });
  const child = await Child.start({ command: ['node', 'bench/peer-server.mjs', url], ready: '/graphql' });
  return {
    url: child.url,
    bodyOf: (code) => JSON.stringify({ query: QUERY, variables: { code } }),
    stop: async () => {
      await child.stop();
      await databases.drop('peer');
    },
  };
}

const CHUNK = 10_000;

const TABLE = `
  CREATE SCHEMA peer;
  CREATE TABLE peer.entry (
    code text PRIMARY KEY, name text NOT NULL, status text NOT NULL, position text NOT NULL,
    row_values jsonb NOT NULL, valid_from timestamptz, valid_to timestamptz)`;

const FILL = `
  INSERT INTO peer.entry
  SELECT e ->> 'code', e ->> 'name', e ->> 'status', e ->> 'position', e -> 'row' -> 'values',
    (e -> 'row' ->> 'validFrom')::timestamptz, (e -> 'row' ->> 'validTo')::timestamptz
  FROM jsonb_array_elements($1::jsonb) a CROSS JOIN LATERAL (SELECT a -> 'data' -> 'lookup' -> 0) AS x (e)`;

/** Peers are no part of the product: they come when a benchmark first asks for them. */
function install(): void {
  const folder = join(ROOT, 'bench');
  if (existsSync(join(folder, 'node_modules', 'postgraphile'))) return;
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
  } catch (error) {
    throw new Error(`PostGraphile could not be installed by "npm ci" in bench/: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
