import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Compiles `src` and `migrations` to `dist`, and copies the locale files beside what was compiled. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const STAMP = join(ROOT, 'dist', '.built');
const SOURCES = ['src', 'migrations', '.swcrc', 'package-lock.json'];

const newest = (path) => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

export const isBuilt = () => {
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.every((source) => newest(join(ROOT, source)) <= built);
};

export const build = () => {
  const startedAt = new Date();
  const swc = join(dirname(createRequire(import.meta.url).resolve('@swc/cli/package.json')), 'bin', 'swc.js');
  const args = ['src', 'migrations', '-d', 'dist', '--delete-dir-on-start', '--copy-files', '--quiet'];
  const ignored = ['--ignore', '**/*.spec.ts'];
  const { status } = spawnSync(process.execPath, [swc, ...args, ...ignored], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
  // Dated when the build began: what was saved meanwhile is newer, and builds again.
  writeFileSync(STAMP, startedAt.toISOString());
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build();
