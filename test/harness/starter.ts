import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/database.js';

/** Opens the database as a service does at its start, says so, and ends. */
const reading = readConfig(process.env);
if ('faults' in reading) throw new Error(reading.faults.join('\n'));
const database = await openDatabase(reading.config, (sentence) => process.stdout.write(`${sentence}\n`));
process.stdout.write('open\n');
await database.stop();
