import { requestsPerSecond } from '../load.js';
import { inTurns } from '../measure.js';
import { type Figure, ratioAtLeast, valueAtMost } from '../report.js';
import type { World } from '../world/world.js';
import { bodyOf, randomRequests } from './lookup.js';

const REQUESTS_PER_CONNECTION = 1_000;

/** What a change costs for ever, and whether readers notice a thousand releases. */
export async function growth(world: World): Promise<readonly Figure[]> {
  const { bytes, changes, releases } = await world.grown();
  const [young, old] = [await world.loadedService(), await world.grownService()];
  const bodies = randomRequests(world.entries, REQUESTS_PER_CONNECTION, 1).map((some) =>
    some.map((codes) => bodyOf(codes)),
  );
  const rate = (url: string) => () => requestsPerSecond({ url, path: '/graphql' }, bodies, world.effort.seconds);
  const pair = await inTurns(world.effort.rounds, rate(old.url), rate(young.url));
  return [
    {
      name: 'growth',
      work: `${releases} releases of ${changes / releases} changes: bytes added a change, in all three channels`,
      unit: 'B',
      ours: bytes / changes,
      baseline: null,
      ratio: null,
      spread: null,
      bar: valueAtMost(2_048),
    },
    {
      name: 'growth',
      work: `lookup of one code after ${releases} releases`,
      unit: '/s',
      ours: pair.ours,
      baseline: { is: 'before them', value: pair.baseline },
      ratio: pair.ratio,
      spread: pair.spread,
      bar: ratioAtLeast(0.9),
    },
  ];
}
