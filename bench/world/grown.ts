import { setTimeout as pause } from 'node:timers/promises';
import type { Client as PgClient } from 'pg';
import { below, SEED, uniform } from '../random.js';
import type { Client } from './client.js';
import { asOwner } from './databases.js';
import { UNDATED } from './dictionaries.js';
import type { World } from './world.js';

/** A hospital that has lived: what its releases added to the database. */
export interface Growth {
  readonly releases: number;
  readonly changes: number;
  readonly bytes: number;
  /** PRODUCTION's newest version. */
  readonly version: number;
}

const CHANGES_PER_RELEASE = 10;
/** As often as autovacuum would tidy the projection of a hospital that lives slower: it reuses the room of rows replaced. */
const RELEASES_BETWEEN_VACUUMS = 25;
const PROJECTION = 'entry_head, head_row, entry_reference';

/** Leads releases through all three channels, one after another, each of changes to random entries. */
export async function growHospital(world: World, releases: number): Promise<Growth> {
  const { client, url } = await world.openCopy('grown');
  const journey = world.journey(client, UNDATED);
  const random = uniform(SEED);
  return asOwner(url, async (owner) => {
    const size = async (): Promise<number> => {
      await forgetDoneJobs(owner);
      await owner.query('VACUUM');
      const { rows } = await owner.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
      return Number(rows[0]?.bytes);
    };
    const before = await size();
    for (let made = 0; made < releases; made++) {
      const changes = Array.from({ length: CHANGES_PER_RELEASE }, (_, index) => ({
        dictionary: UNDATED.code,
        code: UNDATED.entry(below(random, world.entries)),
        values: { [UNDATED.noteField]: `第${made}次调整第${index}处` },
      }));
      await journey.applyEverywhere(await journey.release('日常维护', distinct(changes)));
      if (made % RELEASES_BETWEEN_VACUUMS === 0) await owner.query(`VACUUM ${PROJECTION}`);
    }
    const version = await productionVersion(client);
    return { releases, changes: releases * CHANGES_PER_RELEASE, bytes: (await size()) - before, version };
  });
}

const JOBS_DONE_WITHIN_MS = 60_000;

/** The service lets jobs go an hour after they are done; the bench does not wait for that hour. */
async function forgetDoneJobs(owner: PgClient): Promise<void> {
  const deadline = Date.now() + JOBS_DONE_WITHIN_MS;
  for (let left = 1; left > 0 && Date.now() < deadline;) {
    const { rows } = await owner.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM pgboss.job WHERE state IN ('created', 'active')`,
    );
    left = rows[0]?.left ?? 0;
    if (left > 0) await pause(500);
  }
  await owner.query(`DELETE FROM pgboss.job WHERE state = 'completed'`);
}

const distinct = <T extends { code: string }>(changes: readonly T[]): T[] => [
  ...new Map(changes.map((change) => [change.code, change])).values(),
];

async function productionVersion(client: Client): Promise<number> {
  const { channels } = await client.ask<{ channels: readonly { code: string; version: number }[] }>(
    'monitor',
    '{ channels { code version } }',
  );
  return channels.find(({ code }) => code === 'PRODUCTION')?.version ?? -1;
}
