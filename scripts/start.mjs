import { build, isBuilt } from './build.mjs';

/** Builds where a source is newer than the build, then becomes the service or the command named: `start.mjs src/main`. */
if (!isBuilt()) build();
// Taken out, so that a command finds only its own arguments.
const [entry = 'src/main'] = process.argv.splice(2, 1);
await import(new URL(`../dist/${entry}.js`, import.meta.url).href);
