import type { Figure } from '../report.js';
import type { World } from '../world/world.js';
import { apply } from './apply.js';
import { diff } from './diff.js';
import { growth } from './growth.js';
import { lookupHundred, lookupOne, lookupPeer } from './lookup.js';
import { pinned } from './pinned.js';
import { refresh } from './refresh.js';
import { secondStart } from './start.js';
import { verify } from './verify.js';

export type Mark = (world: World) => Promise<readonly Figure[]>;

/** The benchmarks, in the order in which they are run and shown. */
export const MARKS: Readonly<Record<string, Mark>> = {
  'lookup-1': lookupOne,
  'lookup-peer': lookupPeer,
  'lookup-100': lookupHundred,
  apply,
  refresh,
  diff,
  growth,
  pinned,
  verify,
  start: secondStart,
};
