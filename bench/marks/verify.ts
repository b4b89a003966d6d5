import { Client } from '../world/client.js';
import { asOwner } from '../world/databases.js';
import { elapsedMs, inTurns } from '../measure.js';
import { type Figure, ratioAtMost } from '../report.js';
import type { World } from '../world/world.js';

const CHANNEL = 'PRODUCTION';

/** Replaying a channel, beside hashing every row that the replay reads. */
export async function verify(world: World): Promise<readonly Figure[]> {
  const { releases } = await world.grown();
  const service = await world.grownService();
  const client = new Client(service.url);
  const pair = await asOwner(world.databases.urlOf('grown'), (owner) =>
    inTurns(
      world.effort.rounds,
      () => elapsedMs(() => verifyOnce(client)),
      () => elapsedMs(() => owner.query(SAME_BYTES, [CHANNEL])),
    ),
  );
  return [
    {
      name: 'verify',
      work: `replaying and comparing a channel of ${world.entries * 2} entries and ${releases} versions`,
      unit: 'ms',
      ours: pair.ours,
      baseline: { is: 'SHA-256 of the same rows in SQL', value: pair.baseline },
      ratio: pair.ratio,
      spread: pair.spread,
      bar: ratioAtMost(4),
    },
  ];
}

async function verifyOnce(client: Client): Promise<void> {
  const { verifyChannel } = await client.ask<{ verifyChannel: { intact: boolean; detail: string | null } }>(
    'monitor',
    'query ($channel: String!) { verifyChannel(channel: $channel) { intact detail } }',
    { channel: CHANNEL },
  );
  if (!verifyChannel.intact) throw new Error(`${CHANNEL} is not intact: ${verifyChannel.detail}`);
}

const hashed = (table: string, scope: string): string =>
  `SELECT count(sha256(convert_to(t::text, 'UTF8'))) FROM ${table} t ${scope}`;

const OF_CHANNEL = 'WHERE t.channel = $1';
const OF_RELEASES = 'WHERE t.release IN (SELECT v.release FROM channel_version v WHERE v.channel = $1)';

/** Contents, log, what was signed, and projection: one hash a row. */
const SAME_BYTES = [
  `SELECT count(sha256(convert_to(c.body, 'UTF8'))) FROM content c
   WHERE c.hash IN (SELECT content FROM entry_version WHERE channel = $1)`,
  ...['channel_version', 'entry_version', 'entry_head', 'head_row', 'entry_reference'].map((table) =>
    hashed(table, OF_CHANNEL),
  ),
  hashed('entry', ''),
  hashed('release_change', OF_RELEASES),
  hashed('change', ''),
  hashed('release', ''),
].join('\nUNION ALL ');
