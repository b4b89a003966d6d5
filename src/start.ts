import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from './application.js';
import { type Config, readConfig } from './platform/config.js';
import { openDatabase } from './platform/database.js';

/** The service with its database, and how both end in order. */
export interface Running {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  stop(): Promise<void>;
}

/** A start that cannot succeed until a person changes something: told in sentences, without a stack. */
export class CannotStart extends Error {}

const tell = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/** Configuration, database, application: the same for `npm start` and for every command. Not yet listening. */
export const start = async (environment: NodeJS.ProcessEnv = process.env): Promise<Running> => {
  const reading = readConfig(environment);
  if ('faults' in reading) throw new CannotStart(reading.faults.join('\n'));
  const { config } = reading;
  const database = await openDatabase(config, tell).catch((error: unknown) => {
    throw new CannotStart(error instanceof Error ? error.message : String(error), { cause: error });
  });
  try {
    const app = await createApplication({ config, serviceUrl: database.serviceUrl });
    const stop = async (): Promise<void> => {
      await app.close();
      await database.stop();
    };
    return { app, config, stop };
  } catch (error) {
    await database.stop();
    throw error;
  }
};

/** Runs a command of the service's own (`npm run import`, `npm run create-administrator`) and ends the process with its exit code. */
export const runCommand = async (work: (running: Running) => Promise<number>): Promise<void> => {
  let running: Running | undefined;
  try {
    running = await start({ LOG_LEVEL: 'warn', ...process.env });
    await running.app.init();
    process.exitCode = await work(running);
  } catch (error) {
    tell(error instanceof CannotStart ? error.message : ((error as Error).stack ?? String(error)));
    process.exitCode = 1;
  } finally {
    await running?.stop();
  }
};
