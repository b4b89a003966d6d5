import { Client } from './client.js';
import { asOwner } from './databases.js';
import { DATED, UNDATED } from './dictionaries.js';
import type { World } from './world.js';

/** When the dated entries began to hold: long before anybody looks. */
const BEGAN = '2026-01-01';

/**
 * The sample hospital with two dictionaries made large, on the road that every hospital's data take: import, sign-offs,
 * release, three channels. So whatever is measured stands on a log that `verifyChannel` finds whole.
 */
export async function loadHospital(world: World): Promise<void> {
  const url = await world.databases.create('loaded');
  const client = new Client((await world.service('loaded')).url);
  const terms = [
    { dictionary: UNDATED, more: {} },
    { dictionary: DATED, more: { validFrom: BEGAN, retroactive: 'true' } },
  ];
  for (const { dictionary, more } of terms) {
    const journey = world.journey(client, dictionary);
    const draft = await world.draft(client, dictionary, world.entries, '初次载入', more);
    await journey.applyEverywhere(await journey.signed(draft));
  }
  await asOwner(url, (owner) => owner.query('VACUUM ANALYZE'));
}
