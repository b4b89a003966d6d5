import { elapsedMs, measured } from '../measure.js';
import { type Figure, ratioAtMost } from '../report.js';
import { CHANNELS } from '../world/journey.js';
import { asOwner } from '../world/databases.js';
import { DATED, type LargeDictionary, UNDATED } from '../world/dictionaries.js';
import type { World } from '../world/world.js';
import { BareTables } from './bare-tables.js';

/** A release of half a large dictionary, applied to each channel in one transaction, beside plain inserts of the rows it wrote. */
export async function apply(world: World): Promise<readonly Figure[]> {
  return [
    await applyTo(world, UNDATED, 'undated', {}),
    await applyTo(world, DATED, 'dated', { validFrom: world.nextYear }),
  ];
}

async function applyTo(
  world: World,
  dictionary: LargeDictionary,
  what: string,
  more: Readonly<Record<string, string>>,
): Promise<Figure> {
  const { client, url } = await world.openCopy('apply');
  const changes = world.entries / 2;
  const journey = world.journey(client, dictionary);
  const release = await journey.signed(await world.draft(client, dictionary, changes, '批量调整', more));
  const pairs = await asOwner(url, async (owner) => {
    const bare = await BareTables.load(owner, release);
    const timed: { ours: number; baseline: number }[] = [];
    for (const channel of CHANNELS) {
      await bare.settle();
      const ours = await elapsedMs(() => journey.apply(release, channel));
      await bare.stage(channel);
      await bare.settle();
      timed.push({ ours, baseline: await elapsedMs(() => bare.insert()) });
    }
    return timed;
  });
  await world.closeCopy('apply');
  const pair = measured(pairs);
  return {
    name: 'apply',
    work: `a release of ${changes} changes, ${what}, onto a loaded channel`,
    unit: 'ms',
    ours: pair.ours,
    baseline: { is: 'INSERT … SELECT of the same rows', value: pair.baseline },
    ratio: pair.ratio,
    spread: pair.spread,
    bar: ratioAtMost(3),
  };
}
