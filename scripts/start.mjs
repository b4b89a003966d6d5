import { build, isBuilt } from './build.mjs';

/** Builds where a source is newer than the build, then becomes the service or the command named: `start.mjs src/main`. */
if (!isBuilt()) build();
await import(new URL(`../dist/${process.argv[2] ?? 'src/main'}.js`, import.meta.url).href);
