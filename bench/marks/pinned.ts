import { requestsPerSecond } from '../load.js';
import { inTurns } from '../measure.js';
import { below, SEED, uniform } from '../random.js';
import { type Figure, ratioAtLeast } from '../report.js';
import type { World } from '../world/world.js';
import { bodyOf, randomRequests } from './lookup.js';

const REQUESTS_PER_CONNECTION = 1_000;

/** Readers that stay at versions of long ago, each at another: nothing they ask was asked before. */
export async function pinned(world: World): Promise<readonly Figure[]> {
  const { releases, version } = await world.grown();
  const { url } = await world.grownService();
  const random = uniform(SEED + 1);
  const requests = randomRequests(world.entries, REQUESTS_PER_CONNECTION, 1);
  const latest = requests.map((some) => some.map((codes) => bodyOf(codes)));
  const then = requests.map((some) =>
    some.map((codes) => bodyOf(codes, { version: version - below(random, releases) - 1 })),
  );
  const rate = (bodies: string[][]) => () => requestsPerSecond({ url, path: '/graphql' }, bodies, world.effort.seconds);
  const pair = await inTurns(world.effort.rounds, rate(then), rate(latest));
  return [
    {
      name: 'pinned',
      work: `lookup of one code at versions up to ${releases} releases old`,
      unit: '/s',
      ours: pair.ours,
      baseline: { is: 'lookup at the latest', value: pair.baseline },
      ratio: pair.ratio,
      spread: pair.spread,
      bar: ratioAtLeast(0.3),
    },
  ];
}
