import { existsSync } from 'node:fs';

/** The folder of package.json, with a slash at its end: where `catalogue/` lies, for the checkout and the built service alike. */
export const packageRoot: URL = (() => {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const above = new URL('../', folder);
    if (above.href === folder.href) throw new Error('The service does not lie inside its package.');
    folder = above;
  }
  return folder;
})();
