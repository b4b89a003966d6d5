import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from '../scripts/build.mjs';

/** `npm run bench`: builds the service where a source is newer, compiles the bench beside it, and runs it. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));

if (!isBuilt()) build();
const swc = join(dirname(createRequire(import.meta.url).resolve('@swc/cli/package.json')), 'bin', 'swc.js');
const args = ['bench', '-d', 'dist', '--quiet', '--ignore', 'bench/node_modules/**', '--ignore', 'bench/*.mjs'];
const { status } = spawnSync(process.execPath, [swc, ...args], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) throw new Error('The bench could not be compiled.');
await import(new URL('../dist/bench/main.js', import.meta.url).href);
