export default async function teardown() {
  await globalThis.zidianTestServer?.stop();
}
