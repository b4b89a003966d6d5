import { EmbeddedPostgres } from '../../src/platform/postgres/embedded.js';

/** Holds an embedded server until it is told to end: a service, as far as the server can see. */
const server = await EmbeddedPostgres.start(process.argv[2] ?? '', { settings: { fsync: 'off' } });
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.stdout.write(`ready at ${server.ownerUrl()}\n`);
setInterval(() => undefined, 1_000);
