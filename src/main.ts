import { Demonstration } from './identity/demonstration.js';
import { CannotStart, type Running, start } from './start.js';

/** Requests that run may end; after this long the process ends without them. */
const STOP_WITHIN_MS = 20_000;

let starting: Promise<Running> | undefined;
let stopping = false;

/** Ends in order, once: doors, jobs, connections, database. The exit code of whatever brought us here is kept. */
const stop = async (exitCode: number): Promise<void> => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(exitCode || 1), STOP_WITHIN_MS).unref();
  try {
    const running = await starting?.catch(() => undefined);
    await running?.stop();
  } catch (error) {
    console.error(error);
    process.exit(exitCode || 1);
  }
  process.exit(exitCode);
};

const fail = (error: unknown): void => {
  console.error(error instanceof CannotStart ? error.message : error);
  void stop(1);
};

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const listen = async ({ app, config }: Running): Promise<void> => {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CannotStart(`Port ${config.port} of ${config.host} is taken. Set PORT to another.`, { cause: error });
  }
  const accounts = app.get(Demonstration).table();
  if (accounts) console.log(accounts);
  console.log(`字典 Zidian: ${await app.getUrl()}/graphql`);
};

try {
  starting = start();
  const running = await starting;
  if (!stopping) await listen(running);
} catch (error) {
  fail(error);
}
