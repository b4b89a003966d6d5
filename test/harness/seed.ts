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
  /** The release of each row; GENESIS unless said. */
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
 * Writes the next version of a channel past all review, as the owner: there is no release behind it, and the hashes of the
 * chain are nobody's, so `verifyChannel` finds such a version at once. For tests and benchmarks of what reads.
 */
export async function seed(
  owner: DataSource,
  channel: string,
  entries: readonly SeedEntry[],
  appliedAt?: Instant,
): Promise<number> {
  const written = await new Transactor(owner).run((tx) => seedVersion(tx, channel, entries, appliedAt));
  if (isProblem(written)) throw new Error('the channel was busy');
  return written;
}

interface Head {
  readonly epoch: string;
  readonly version: number;
  readonly head: Buffer;
}

const RELEASED_ONLY = 'TRIGGER channel_version_is_its_release';

async function seedVersion(
  tx: Tx,
  channel: string,
  entries: readonly SeedEntry[],
  appliedAt?: Instant,
): Promise<number> {
  const [head] = await tx.query<Head[]>(`SELECT epoch, version, head FROM channel WHERE code = $1 FOR UPDATE`, [
    channel,
  ]);
  if (!head) throw new Error(`no channel ${channel}`);
  const version = head.version + 1;
  for (let at = 0; at < entries.length; at += CHUNK) {
    await write(tx, { channel, version, lines: linesOf(entries.slice(at, at + CHUNK)) });
  }
  const hash = randomBytes(32);
  const epoch = head.epoch === '' ? randomBytes(16).toString('hex') : head.epoch;
  await tx.query(`ALTER TABLE channel_version DISABLE ${RELEASED_ONLY}`);
  await tx.query(
    `INSERT INTO channel_version (channel, version, epoch, kind, sign_offs, applied_at, rows_digest, row_count, previous, hash)
     VALUES ($1, $2, $3, 'RELEASE', $4, coalesce($5::timestamptz, clock_timestamp()), $4, $6, $7, $8)`,
    [channel, version, epoch, randomBytes(32), appliedAt ?? null, entries.length, head.head, hash],
  );
  // The foreign keys of what was just written are asked now: a table with questions pending cannot be altered.
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE');
  await tx.query(`ALTER TABLE channel_version ENABLE ALWAYS ${RELEASED_ONLY}`);
  await tx.query('UPDATE channel SET epoch = $2, version = $3, head = $4 WHERE code = $1', [
    channel,
    epoch,
    version,
    hash,
  ]);
  await new Projection(new DefinitionStore()).advance(tx, channel, version);
  return version;
}

const linesOf = (entries: readonly SeedEntry[]): string =>
  JSON.stringify(
    entries.map(({ dictionary, code, timeline, origins }) => ({
      dictionary,
      code,
      body: timeline === null ? null : contentOf(timeline).body,
      origins: origins ?? timeline?.rows.map(() => 'GENESIS') ?? [],
    })),
  );

interface Lines {
  readonly channel: string;
  readonly version: number;
  readonly lines: string;
}

/** What the channel holds already is not written again. */
const WRITTEN = `(
  SELECT l.dictionary, l.code, l.body, l.origins, sha256(convert_to(l.body, 'UTF8')) AS proposed
  FROM jsonb_to_recordset($1::jsonb) AS l (dictionary text, code text, body text, origins text[])
  LEFT JOIN entry_head h ON h.channel = $2 AND h.dictionary = l.dictionary AND h.code = l.code
  WHERE h.content IS DISTINCT FROM sha256(convert_to(l.body, 'UTF8'))) s`;

async function write(tx: Tx, { channel, version, lines }: Lines): Promise<void> {
  await tx.query(
    `INSERT INTO content (hash, body) SELECT DISTINCT proposed, body FROM ${WRITTEN} WHERE body IS NOT NULL ON CONFLICT DO NOTHING`,
    [lines, channel],
  );
  await tx.query(
    `INSERT INTO entry (dictionary, code, folded) SELECT dictionary, code, normalize(code, NFKC) FROM ${WRITTEN} ON CONFLICT DO NOTHING`,
    [lines, channel],
  );
  await tx.query(
    `INSERT INTO entry_version (channel, version, entry_id, content, origins)
     SELECT $2, $3, e.id, s.proposed, array_to_string(s.origins, ',') FROM ${WRITTEN} JOIN entry e ON e.dictionary = s.dictionary AND e.code = s.code`,
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
    // Nobody asked for what is seeded, and the database takes no release without a request.
    await open.owner.query('ALTER TABLE release DROP CONSTRAINT release_of_a_request');
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
