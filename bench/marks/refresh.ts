import { DataSource } from 'typeorm';
import { ChannelHeads } from '../../src/dictionary/channel.heads.js';
import { ChannelStore } from '../../src/dictionary/channel.store.js';
import { DefinitionStore } from '../../src/dictionary/definition.store.js';
import { DictionaryMemory } from '../../src/dictionary/memory/memory.js';
import { MemoryStore } from '../../src/dictionary/memory/memory.store.js';
import { readConfig } from '../../src/platform/config.js';
import { serviceOptions } from '../../src/platform/data-source.js';
import { elapsedMs, measured } from '../measure.js';
import { type Figure, ratioAtMost } from '../report.js';
import { below, SEED, uniform } from '../random.js';
import { UNDATED } from '../world/dictionaries.js';
import type { World } from '../world/world.js';

const CHANGES = 1_000;

/** The least that another process could do instead: read the changed entries anew by their codes. */
const BY_KEY = `
  SELECT h.entry_id, h.code, h.content, b.body, h.version, h.origins
  FROM entry_head h JOIN content b ON b.hash = h.content
  WHERE h.channel = 'PRODUCTION' AND h.dictionary = $1 AND h.code = ANY ($2::text[])`;

/** The memory of this process taking up what another process applied. */
export async function refresh(world: World): Promise<readonly Figure[]> {
  const { client, url } = await world.openCopy('refresh');
  const db = await new DataSource(serviceOptions(url)).initialize();
  const memory = await warmMemory(db, world);
  const journey = world.journey(client, UNDATED);
  const random = uniform(SEED);
  const pairs: { ours: number; baseline: number }[] = [];
  for (let round = 0; round <= world.effort.rounds; round++) {
    const codes = distinctCodes(random, world.entries);
    const changes = codes.map((code) => ({
      dictionary: UNDATED.code,
      code,
      values: { [UNDATED.noteField]: `第${round}轮` },
    }));
    await journey.applyEverywhere(await journey.release('刷新', changes));
    const ours = await elapsedMs(() => memory.refreshNow());
    const baseline = await elapsedMs(() => db.query(BY_KEY, [UNDATED.code, codes]));
    if (round > 0) pairs.push({ ours, baseline });
  }
  await db.destroy();
  await world.closeCopy('refresh');
  const pair = measured(pairs);
  return [
    {
      name: 'refresh',
      work: `memory taking up a release of ${CHANGES} changes in ${world.entries} entries`,
      unit: 'ms',
      ours: pair.ours,
      baseline: { is: 'reading those by key', value: pair.baseline },
      ratio: pair.ratio,
      spread: pair.spread,
      bar: ratioAtMost(3),
    },
  ];
}

/** A memory that holds the dictionary, and that nothing but us tells to look. */
async function warmMemory(db: DataSource, { entries }: World): Promise<DictionaryMemory> {
  const reading = readConfig({});
  if ('faults' in reading) throw new Error(reading.faults.join('\n'));
  const channels = new ChannelStore();
  const memory = new DictionaryMemory(db, new MemoryStore(db), new ChannelHeads(channels), channels, reading.config);
  const stored = (await new DefinitionStore().at(db.manager, 'PRODUCTION')).get(UNDATED.code);
  if (!stored) throw new Error(`${UNDATED.code} is not defined`);
  const point = { channel: 'PRODUCTION', at: new Date().toISOString(), pinned: null, minimum: null };
  const code = UNDATED.entry(entries - 1);
  memory.find(point, stored.definition, [code]);
  await memory.refreshNow();
  if (!memory.find(point, stored.definition, [code])?.found[0])
    throw new Error('The memory did not take the dictionary.');
  return memory;
}

function distinctCodes(random: () => number, entries: number): string[] {
  const codes = new Set<string>();
  while (codes.size < Math.min(CHANGES, entries)) codes.add(UNDATED.entry(below(random, entries)));
  return [...codes];
}
