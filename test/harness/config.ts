import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/platform/config.js';

/** Of every account of a test's hospital. */
export const PASSWORD = 'zidian-demo';

/** A demonstration's configuration, silent unless LOG_LEVEL says otherwise, and what the test adds to its environment. */
export const testConfig = (env: Readonly<Record<string, string>> = {}): Config => {
  const reading = readConfig({
    ZIDIAN_DEMO_PASSWORD: PASSWORD,
    // Heads of channels are anchored here, a folder for each database.
    ZIDIAN_DATA_DIR: join(tmpdir(), 'zidian-tests'),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    ...env,
  });
  if ('faults' in reading) throw new Error(reading.faults.join('\n'));
  return reading.config;
};
