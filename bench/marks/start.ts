import { join } from 'node:path';
import { median } from '../measure.js';
import { type Figure, valueAtMost } from '../report.js';
import { Child } from '../world/child.js';
import { below } from '../world/process-tree.js';
import type { World } from '../world/world.js';

/** Settled: what was allocated only to start has been let go or not. */
const SETTLED_AFTER_MS = 2_000;

/** The service's own process. Neither npm, which waits for it, nor PostgreSQL, which has a budget of its own, is counted. */
const SERVICE = /scripts[\\/]start\.mjs/;

const FIRST_QUESTION = `{ lookup(dictionary: "gender", codes: ["1"]) { name row { values } } }`;

/** `npm start` where it has run before: the time to the first answer of the sample catalogue, and what it then holds. */
export async function secondStart({ databases, effort }: World): Promise<readonly Figure[]> {
  const env = {
    ZIDIAN_DATA_DIR: join(databases.folder, 'start'),
    ...(process.env['DATABASE_URL'] !== undefined && { DATABASE_URL: await databases.create('start') }),
  };
  await (await npmStart(env)).stop();
  const seconds: number[] = [];
  const mebibytes: number[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    const begun = performance.now();
    const service = await npmStart(env);
    seconds.push((performance.now() - begun) / 1_000);
    await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
    mebibytes.push(residentMebibytes(service.pid));
    await service.stop();
  }
  const figure = { baseline: null, ratio: null, spread: null };
  return [
    {
      ...figure,
      name: 'start',
      work: '`npm start`, second time, to the first answer',
      unit: 's',
      ours: median(seconds),
      bar: valueAtMost(4),
    },
    {
      ...figure,
      name: 'start',
      work: 'resident memory of the service then, without npm and PostgreSQL',
      unit: 'MiB',
      ours: median(mebibytes),
      bar: valueAtMost(300),
    },
  ];
}

async function npmStart(env: Readonly<Record<string, string>>): Promise<Child> {
  const question = `/graphql?query=${encodeURIComponent(FIRST_QUESTION)}`;
  return Child.start({ command: ['npm', 'start'], env, ready: question });
}

function residentMebibytes(root: number): number {
  const found = below(root, SERVICE);
  if (found.length === 0) throw new Error('The service was not found below `npm start`.');
  return found.reduce((sum, { residentKiB }) => sum + residentKiB, 0) / 1_024;
}
