import { type Client } from '../world/client.js';
import { asOwner } from '../world/databases.js';
import { elapsedMs, inTurns } from '../measure.js';
import { type Figure, ratioAtMost } from '../report.js';
import { UNDATED } from '../world/dictionaries.js';
import type { World } from '../world/world.js';

const PAGE = 50;

const COMPARE = `query ($dictionary: String!, $from: PointInput!, $to: PointInput!) {
  compare(dictionary: $dictionary, from: $from, to: $to, first: ${PAGE}) {
    totalCount nodes { code kind fields { field before after } } } }`;

/** Two versions between which every entry of a dictionary changed: how many differ, and the first page of how. */
export async function diff(world: World): Promise<readonly Figure[]> {
  const { client, url } = await world.openCopy('diff');
  const journey = world.journey(client, UNDATED);
  const release = await journey.signed(await world.draft(client, UNDATED, world.entries, '全部更名', {}));
  await journey.apply(release, 'TEST');
  await journey.apply(release, 'PILOT');
  const version = await journey.apply(release, 'PRODUCTION');
  const pair = await asOwner(url, async (owner) => {
    await owner.query('VACUUM ANALYZE');
    for (const statement of plainTables(version)) await owner.query(statement);
    return inTurns(
      world.effort.rounds,
      () => elapsedMs(() => compareOnce(client, version, world.entries)),
      () => elapsedMs(() => owner.query(FULL_JOIN)),
    );
  });
  await world.closeCopy('diff');
  return [
    {
      name: 'diff',
      work: `comparing two versions of ${world.entries} entries, all changed`,
      unit: 'ms',
      ours: pair.ours,
      baseline: { is: 'SQL FULL JOIN of the same as plain tables', value: pair.baseline },
      ratio: pair.ratio,
      spread: pair.spread,
      bar: ratioAtMost(2),
    },
  ];
}

async function compareOnce(client: Client, version: number, entries: number): Promise<void> {
  const { compare } = await client.ask<{ compare: { totalCount: number; nodes: readonly unknown[] } }>('', COMPARE, {
    dictionary: UNDATED.code,
    from: { version: version - 1 },
    to: { version },
  });
  if (compare.totalCount !== entries || compare.nodes.length !== PAGE) {
    throw new Error(`${compare.totalCount} of ${entries} entries differ`);
  }
}

/** Each version as a table of its own, as if nothing else were ever kept. */
const plainTables = (version: number): readonly string[] => [
  'CREATE SCHEMA plain',
  ...[version - 1, version].flatMap((at, index) => [
    `CREATE TABLE plain.v${index} AS
     SELECT e.code, c.body::jsonb -> 'rows' -> 0 -> 'values' AS row_values
     FROM (SELECT DISTINCT ON (entry_id) * FROM entry_version
           WHERE channel = 'PRODUCTION' AND version <= ${at} ORDER BY entry_id, version DESC) w
     JOIN entry e ON e.id = w.entry_id AND e.dictionary = '${UNDATED.code}'
     JOIN content c ON c.hash = w.content`,
    `ALTER TABLE plain.v${index} ADD PRIMARY KEY (code)`,
    `ANALYZE plain.v${index}`,
  ]),
];

const FULL_JOIN = `
  WITH difference AS MATERIALIZED (
    SELECT code, a.row_values AS before, b.row_values AS after
    FROM plain.v0 a FULL JOIN plain.v1 b USING (code)
    WHERE a.row_values IS DISTINCT FROM b.row_values)
  SELECT (SELECT count(*) FROM difference) AS total, d.* FROM difference d ORDER BY code LIMIT ${PAGE}`;
