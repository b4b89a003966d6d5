/** `npm run catalogue:digest`: checks the catalogue, and writes its digest into the code that will trust it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { faultsText } from './catalogue-faults.js';
import { CATALOGUE, catalogueDigest, readCatalogue } from './catalogue.reader.js';

/** npm runs its scripts in the checkout's root. */
const CONSTANT = 'src/release/genesis/catalogue-digest.ts';
const ZONE = 'Asia/Shanghai';

const reading = await readCatalogue(CATALOGUE, ZONE, new Date().toISOString());
if ('faults' in reading) {
  console.error(faultsText(reading.faults));
  process.exitCode = 1;
} else {
  const digest = await catalogueDigest(CATALOGUE);
  const source = readFileSync(CONSTANT, 'utf8');
  writeFileSync(CONSTANT, source.replace(/'[0-9a-f]{64}'/, `'${digest}'`));
  const { definitions, entries } = reading.catalogue;
  console.log(`${digest}  ${definitions.length} definitions, ${entries.length} entries`);
}
