import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../src/platform/i18n.js';
import { FoundingService } from '../../src/release/genesis/founding.service.js';
import { CATALOGUE_DIGEST } from '../../src/release/genesis/catalogue-digest.js';
import { CATALOGUE, catalogueDigest, readCatalogue } from '../../src/release/genesis/catalogue.reader.js';
import { useHospital } from '../harness/hospital.js';

const ZONE = 'Asia/Shanghai';
const NOW = new Date().toISOString();

/** A copy of the catalogue in which some files were replaced by what `edit` makes of them. */
const edited = async (edits: Readonly<Record<string, (text: string) => string>>): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'zidian-catalogue-'));
  await cp(CATALOGUE, root, { recursive: true });
  for (const [file, edit] of Object.entries(edits)) {
    await writeFile(join(root, file), edit(await readFile(join(root, file), 'utf8')));
  }
  return root;
};

const faultsIn = async (root: string): Promise<readonly string[]> => {
  const reading = await readCatalogue(root, ZONE, NOW);
  const faults = 'faults' in reading ? reading.faults : [];
  return faults.map(({ file, line, issue }) => `${file}:${line} ${issue.path} ${say(issue.says, 'en')}`);
};

describe('the catalogue', () => {
  it('is the one that the code trusts; whoever changes it on purpose runs `npm run catalogue:digest`', async () => {
    expect(await catalogueDigest(CATALOGUE)).toBe(CATALOGUE_DIGEST);
  });

  it('holds a hospital without a fault', async () => {
    const reading = await readCatalogue(CATALOGUE, ZONE, NOW);
    if ('faults' in reading) throw new Error((await faultsIn(CATALOGUE)).join('\n'));
    const count = (dictionary: string): number =>
      reading.catalogue.entries.filter((entry) => entry.dictionary === dictionary).length;
    expect(reading.catalogue.definitions.length).toBeGreaterThan(45);
    expect(count('drug')).toBeGreaterThanOrEqual(120);
    expect(count('charge_item')).toBeGreaterThanOrEqual(200);
    expect(count('clinic_item')).toBeGreaterThanOrEqual(150);
  });

  it('has another digest once a single letter of it changed, and the same however its lines end', async () => {
    const altered = await edited({ 'nation/entries.csv': (text) => text.replace('汉族', '漢族') });
    expect(await catalogueDigest(altered)).not.toBe(CATALOGUE_DIGEST);
    const windows = await edited({ 'nation/entries.csv': (text) => text.replaceAll('\n', '\r\n') });
    expect(await catalogueDigest(windows)).toBe(CATALOGUE_DIGEST);
  });

  it('tells every fault at once, each with its file and line', async () => {
    const root = await edited({
      'gender/entries.csv': (text) => `${text}9x,无,W,wu,50,,\n`,
      'dept/entries.csv': (text) => text.replace('1000,内科', '1000,').replace(',1000,0,2,', ',4444,0,2,'),
      'charge_price/entries.csv': (text) => {
        const [header = '', first = '', ...rest] = text.split('\n');
        return [header, first, first, ...rest].join('\n');
      },
      'unit/definition.yaml': (text) => text.replace(/merge: \w+/, 'merge: SOMEHOW'),
      'nation/definition.yaml': (text) => `${text}\n  bad: [`,
    });
    const faults = await faultsIn(root);
    expect(faults).toContainEqual(expect.stringMatching(/^gender\/entries\.csv:\d+ code /));
    expect(faults).toContainEqual(expect.stringMatching(/^dept\/entries\.csv:2 name /));
    expect(faults).toContainEqual(expect.stringMatching(/^dept\/entries\.csv:3 parent .*4444/));
    expect(faults).toContainEqual(expect.stringMatching(/^charge_price\/entries\.csv:3 code .*line 2/));
    expect(faults).toContainEqual(expect.stringMatching(/^unit\/definition\.yaml:\d+ merge /));
    expect(faults).toContainEqual(expect.stringMatching(/^nation\/definition\.yaml:\d+ {2}This is no YAML/));
  });
});

describe('the founding of a hospital', () => {
  const hospital = useHospital();

  it('gives each channel the whole catalogue as version 0, an epoch of its own, and no person as the one who applied it', async () => {
    const versions = await hospital.sql<{
      channel: string;
      epoch: string;
      release: string;
      applied_by: null;
      rows: string;
    }>(
      `SELECT channel, epoch, release, applied_by, encode(rows_digest, 'hex') AS rows FROM channel_version WHERE version = 0 ORDER BY channel`,
    );
    expect(versions.map(({ channel }) => channel)).toEqual(['PILOT', 'PRODUCTION', 'TEST']);
    expect(new Set(versions.map(({ epoch }) => epoch)).size).toBe(3);
    expect(new Set(versions.map(({ rows }) => rows)).size).toBe(1);
    expect(versions.map(({ release, applied_by }) => [release, applied_by])).toEqual(Array(3).fill(['GENESIS', null]));
  });

  it('says in its evidence which catalogue it was', async () => {
    const [genesis] = await hospital.sql<{ evidence: string }>(`SELECT evidence FROM release WHERE number = 'GENESIS'`);
    expect(JSON.parse(genesis?.evidence ?? '{}')).toMatchObject({ catalogue: CATALOGUE_DIGEST, zone: ZONE });
  });

  it('happens once, however often and by however many processes the service starts', async () => {
    const founding = hospital.app.get(FoundingService);
    await Promise.all([founding.onModuleInit(), founding.onModuleInit()]);
    const [counted] = await hospital.sql<{ count: string }>('SELECT count(*) FROM channel_version');
    expect(counted?.count).toBe('3');
  });
});
