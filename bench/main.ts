import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { MARKS } from './marks/index.js';
import { effortOf } from './measure.js';
import { type Options, readOptions } from './options.js';
import { isMet, type Line, table } from './report.js';
import { asOwner } from './world/databases.js';
import { ROOT } from './world/folders.js';
import { World } from './world/world.js';

/** `npm run bench`: each of our figures beside its baseline, in one run; the exit code says whether all bars were met. */
const FULL = { entries: 100_000, releases: 1_000 };
const QUICK = { entries: 10_000, releases: 50 };

const RESULTS = join(ROOT, 'bench', 'results', 'latest.json');

async function measureAll(options: Options): Promise<readonly Line[]> {
  const world = await World.open(effortOf(options), options.quick ? QUICK : FULL);
  const lines: Line[] = [];
  try {
    for (const [name, mark] of Object.entries(MARKS)) {
      if (options.only.length > 0 && !options.only.includes(name)) continue;
      console.error(`… ${name}`);
      const begun = performance.now();
      const found = await mark(world).catch((error: unknown): Line[] => [{ name, failed: sentenceOf(error) }]);
      console.error(`${table(found)}\n  (${Math.round((performance.now() - begun) / 1_000)} s)`);
      lines.push(...found);
    }
    if (options.only.length === 0 && !options.quick) await writeDown(world, lines);
    return lines;
  } finally {
    await world.close();
  }
}

const sentenceOf = (error: unknown): string => {
  console.error(error);
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
};

/** Only a whole run is written down: figures of different days are not comparable. */
async function writeDown({ databases }: World, lines: readonly Line[]): Promise<void> {
  const postgres = await asOwner(databases.adminUrl, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version;
  });
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres,
  };
  const figures = lines.map((line) => ({ ...line, met: isMet(line) }));
  mkdirSync(join(RESULTS, '..'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, figures }, null, 2)}\n`);
}

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2), Object.keys(MARKS));
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  const lines = await measureAll(options);
  console.log(table(lines));
  const missed = lines.filter((line) => !isMet(line)).map((line) => line.name);
  if (missed.length === 0) return 0;
  console.log(`\nBars missed: ${[...new Set(missed)].join(', ')}.`);
  return options.fail ? 1 : 0;
}

process.exitCode = await run();
