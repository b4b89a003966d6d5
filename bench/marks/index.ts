import type { Figure } from '../report.js';
import type { World } from '../world/world.js';
import { lookupHundred, lookupOne, lookupPeer } from './lookup.js';
import { secondStart } from './start.js';

export type Mark = (world: World) => Promise<readonly Figure[]>;

/** The benchmarks, in the order in which they are run and shown. */
export const MARKS: Readonly<Record<string, Mark>> = {
  'lookup-1': lookupOne,
  'lookup-peer': lookupPeer,
  'lookup-100': lookupHundred,
  start: secondStart,
};
