import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { DefinitionStore } from '../../src/dictionary/definition.store.js';
import { type Definition, definitionValues } from '../../src/dictionary/core/definition.js';
import { Projection } from '../../src/dictionary/projection.js';
import { isProblem } from '../../src/kernel/problem.js';
import { contentOf, type Instant, type Timeline, type Values } from '../../src/kernel/timeline.js';
import { serviceOptions } from '../../src/platform/data-source.js';
import { migrate } from '../../src/platform/migrations.js';
import { Transactor, type Tx } from '../../src/platform/transactor.js';
import { dropDatabase, emptyDatabase } from './template.js';

/** What a version shall hold for an entry; a timeline of null makes it absent. */
export interface SeedEntry {
  readonly dictionary: string;
  readonly code: string;
  readonly timeline: Timeline | null;
  /** The release of each row; this version's own unless said. */
  readonly origins?: readonly string[];
}

export const undated = (dictionary: string, code: string, values: Values): SeedEntry => ({
  dictionary,
  code,
  timeline: { rows: [{ values }] },
});

export const defined = (definition: Definition): SeedEntry =>
  undated('dictionary', definition.code, definitionValues(definition));

const CHUNK = 10_000;

/**
 * Writes the next version of a channel past all review, with the service's own rights and a release of its own that nobody
 * signed: every trigger holds, but the hashes of the chain are nobody's. For tests and benchmarks of what reads.
 */
export async function seed(
  db: DataSource,
  channel: string,
  entries: readonly SeedEntry[],
  appliedAt?: Instant,
): Promise<number> {
  const written = await new Transactor(db).run((tx) => seedVersion(tx, channel, entries, appliedAt));
  if (isProblem(written)) throw new Error('the channel was busy');
  return written;
}

interface Head {
  readonly epoch: string;
  readonly version: number;
  readonly head: Buffer;
  readonly releases: number;
}

async function seedVersion(
  tx: Tx,
  channel: string,
  entries: readonly SeedEntry[],
  appliedAt?: Instant,
): Promise<number> {
  const [head] = await tx.query<Head[]>(
    `SELECT epoch, version, head, (SELECT count(*)::int FROM release) AS releases FROM channel WHERE code = $1 FOR UPDATE`,
    [channel],
  );
  if (!head) throw new Error(`no channel ${channel}`);
  const version = head.version + 1;
  const release = `R2099-${String(head.releases + 1).padStart(4, '0')}`;
  await tx.query(
    `INSERT INTO release (number, kind, digest, evidence, retroactive, signed_at)
     VALUES ($1::text, 'NORMAL', sha256(convert_to($1::text, 'UTF8')), $1::text, false, now())`,
    [release],
  );
  for (let at = 0; at < entries.length; at += CHUNK) {
    await write(tx, { channel, version, release, lines: linesOf(entries.slice(at, at + CHUNK), release) });
  }
  const hash = randomBytes(32);
  const epoch = head.epoch === '' ? randomBytes(16).toString('hex') : head.epoch;
  await tx.query(
    `INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_at, rows_digest, row_count, previous, hash)
     VALUES ($1, $2, $3, 'RELEASE', $4, $5, coalesce($6::timestamptz, clock_timestamp()), $5, $7, $8, $9)`,
    [channel, version, epoch, release, randomBytes(32), appliedAt ?? null, entries.length, head.head, hash],
  );
  await tx.query('UPDATE channel SET epoch = $2, version = $3, head = $4 WHERE code = $1', [
    channel,
    epoch,
    version,
    hash,
  ]);
  await new Projection(new DefinitionStore()).advance(tx, channel, version);
  return version;
}

const linesOf = (entries: readonly SeedEntry[], release: string): string =>
  JSON.stringify(
    entries.map(({ dictionary, code, timeline, origins }) => ({
      dictionary,
      code,
      body: timeline === null ? null : contentOf(timeline).body,
      origins: origins ?? timeline?.rows.map(() => release) ?? [],
    })),
  );

interface Lines {
  readonly channel: string;
  readonly version: number;
  readonly release: string;
  readonly lines: string;
}

/** What the channel holds already is not written again: no release proposes it. */
const WRITTEN = `(
  SELECT l.dictionary, l.code, l.body, l.origins, h.content AS base, sha256(convert_to(l.body, 'UTF8')) AS proposed
  FROM jsonb_to_recordset($1::jsonb) AS l (dictionary text, code text, body text, origins text[])
  LEFT JOIN entry_head h ON h.channel = $2 AND h.dictionary = l.dictionary AND h.code = l.code
  WHERE h.content IS DISTINCT FROM sha256(convert_to(l.body, 'UTF8'))) s`;

async function write(tx: Tx, { channel, version, release, lines }: Lines): Promise<void> {
  await tx.query(
    `INSERT INTO content (hash, body) SELECT DISTINCT proposed, body FROM ${WRITTEN} WHERE body IS NOT NULL ON CONFLICT DO NOTHING`,
    [lines, channel],
  );
  await tx.query(
    `INSERT INTO entry (dictionary, code, folded) SELECT dictionary, code, normalize(code, NFKC) FROM ${WRITTEN} ON CONFLICT DO NOTHING`,
    [lines, channel],
  );
  await tx.query(
    `INSERT INTO release_change (release, ordinal, dictionary, code, base, proposed)
     SELECT $3, row_number() OVER (), dictionary, code, base, proposed FROM ${WRITTEN}`,
    [lines, channel, release],
  );
  await tx.query(
    `INSERT INTO entry_version (channel, version, entry_id, content, origins)
     SELECT $2, $3, e.id, s.proposed, s.origins FROM ${WRITTEN} JOIN entry e ON e.dictionary = s.dictionary AND e.code = s.code`,
    [lines, channel, version],
  );
}

/** A migrated database without GENESIS, for the tests of one file; the service's rights on `db`, the owner's on `owner`. */
export function useEmptyDatabase(): { readonly db: DataSource; readonly owner: DataSource } {
  const open: { db?: DataSource; owner?: DataSource; url?: string } = {};
  beforeAll(async () => {
    open.url = await emptyDatabase();
    await migrate(open.url);
    open.db = await new DataSource(serviceOptions(open.url)).initialize();
    open.owner = await new DataSource({ type: 'postgres', url: open.url }).initialize();
    // Seeds are no releases, which the database refuses with good reason.
    await open.owner.query('ALTER TABLE channel_version DISABLE TRIGGER channel_version_is_its_release');
  });
  afterAll(async () => {
    await open.db?.destroy();
    await open.owner?.destroy();
    if (open.url !== undefined) await dropDatabase(open.url);
  });
  const opened = (name: 'db' | 'owner'): DataSource => {
    const source = open[name];
    if (!source) throw new Error('The database is open only while tests run.');
    return source;
  };
  return {
    get db() {
      return opened('db');
    },
    get owner() {
      return opened('owner');
    },
  };
}
