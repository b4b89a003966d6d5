import '../../scripts/typescript.mjs';

/** One server for the whole run: the one that DATABASE_URL names, or our embedded one in a folder that ends with the run. */
export default async function setup() {
  if (process.env.DATABASE_URL) {
    process.env.ZIDIAN_TEST_SERVER = process.env.DATABASE_URL;
    return;
  }
  const { startTestServer } = await import('./test-server.ts');
  globalThis.zidianTestServer = await startTestServer();
  process.env.ZIDIAN_TEST_SERVER = globalThis.zidianTestServer.url;
}
