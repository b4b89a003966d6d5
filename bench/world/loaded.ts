import { Client } from './client.js';
import { asOwner } from './databases.js';
import { csvOf, DATED, type LargeDictionary, UNDATED } from './dictionaries.js';
import { Journey } from './journey.js';
import type { World } from './world.js';

/** When the dated entries began to hold: long before anybody looks. */
const BEGAN = '2026-01-01';

/**
 * The sample hospital with two dictionaries made large, on the road that every hospital's data take: import, sign-offs,
 * release, three channels. So whatever is measured stands on a log that `verifyChannel` finds whole.
 */
export async function loadHospital(world: World): Promise<void> {
  const url = await world.databases.create('loaded');
  const service = await world.service('loaded', url);
  const client = new Client(service.url);
  await enlarge(client, UNDATED, world.entries, {});
  await enlarge(client, DATED, world.entries, { validFrom: BEGAN, retroactive: 'true' });
  await asOwner(url, (owner) => owner.query('VACUUM ANALYZE'));
}

async function enlarge(
  client: Client,
  dictionary: LargeDictionary,
  entries: number,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const journey = new Journey(client, dictionary.maintainer, dictionary.reviewers);
  const draft = await client.importCsv(dictionary.maintainer, csvOf(dictionary, entries, '初次载入'), {
    dictionary: dictionary.code,
    ...more,
  });
  await journey.applyEverywhere(await journey.sign(draft));
}
