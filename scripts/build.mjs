import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Compiles `src` and `migrations` to `dist`, and copies the locale files beside what was compiled. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');
const SOURCES = ['src', 'migrations', '.swcrc', 'package-lock.json'];

const newest = (path) => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

export const isBuilt = () => {
  const built = Number(statSync(join(DIST, '.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return SOURCES.every((source) => newest(join(ROOT, source)) <= built);
};

/** Made under another name and moved into place whole: another start may be running from the old build, or be building too. */
export const build = () => {
  const draft = join(ROOT, 'node_modules', '.cache', `zidian-build-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  const swc = join(dirname(createRequire(import.meta.url).resolve('@swc/cli/package.json')), 'bin', 'swc.js');
  const args = ['src', 'migrations', '-d', draft, '--copy-files', '--quiet', '--ignore', '**/*.spec.ts'];
  // Dated when the build begins: what is saved meanwhile is newer, and builds again.
  const startedAt = Date.now() / 1000;
  const { status } = spawnSync(process.execPath, [swc, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
  const stamp = join(draft, '.built');
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(draft, DIST);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build();
