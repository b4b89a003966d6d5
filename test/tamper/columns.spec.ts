import { useHospital } from '../harness/hospital.js';
import { Superuser } from '../release/tampering.js';
import { DISTRICT, lived } from './lived.js';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** One row of each table on which version 1 of TEST stands. */
const RELEASE = `(SELECT release FROM channel_version WHERE channel = 'TEST' AND version = 1)`;
const ROWS: Readonly<Record<string, string>> = {
  content: `hash = (SELECT content FROM entry_version WHERE channel = 'TEST' AND version = 1)`,
  entry: `dictionary = 'area' AND code = '${DISTRICT}'`,
  entry_version: `channel = 'TEST' AND version = 1`,
  channel_version: `channel = 'TEST' AND version = 1`,
  channel: `code = 'TEST'`,
  release: `number = ${RELEASE}`,
  release_change: `release = ${RELEASE}`,
  sign_off: `request_id = (SELECT request_id FROM release WHERE number = ${RELEASE})`,
};

/** Another value of the column's type, and never the same. */
const altered = ({ name, type }: Column): string => {
  const column = `"${name}"`;
  // The database itself refuses a body that is no JSON: its parsed form is generated.
  if (name === 'body') return `body = replace(body, '新区', '旧区')`;
  if (name === 'id' && type === 'uuid') return `id = gen_random_uuid()`;
  const other: Readonly<Record<string, string>> = {
    text: `coalesce(${column}, '') || 'x'`,
    bytea: `sha256(coalesce(${column}, '') || 'x'::bytea)`,
    integer: `coalesce(${column}, 0) + 1000`,
    boolean: `NOT ${column}`,
    uuid: `(SELECT id FROM person p WHERE p.id IS DISTINCT FROM ${column} ORDER BY id LIMIT 1)`,
    'timestamp with time zone': `coalesce(${column}, now()) + interval '1 day'`,
    ARRAY: `array_append(${column}, 'R2026-9999')`,
  };
  const value = other[type];
  if (value === undefined) throw new Error(`No other value of ${type} is known.`);
  return `${column} = ${value}`;
};

const CHECKS = `SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::regclass`;
const COLUMNS = `SELECT column_name AS name, data_type AS type FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`;

describe('what was released', () => {
  const hospital = useHospital();
  let superuser: Superuser;
  beforeAll(async () => {
    superuser = await Superuser.of(hospital);
    await lived(hospital);
  });
  afterAll(() => superuser.leave());

  const foundAfter = async (table: string, column: Column): Promise<string | null> => {
    const checks = await hospital.sql<Column>(CHECKS, [table]);
    const free = checks.map(({ name }) => `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${name}`);
    if (table === 'entry' && column.name === 'id') free.push('ALTER TABLE entry ALTER id DROP IDENTITY');
    const forgery = `UPDATE ${table} SET ${altered(column)} WHERE ${ROWS[table] ?? ''}`;
    try {
      const { intact } = await superuser.after('TEST', [...free, forgery]);
      return intact ? 'it was not found' : null;
    } catch (error) {
      // A channel under another name is not there to be verified, and whoever asks is told so.
      return (error as Error).message === 'TEST is gone' ? null : (error as Error).message;
    }
  };

  it.each(Object.keys(ROWS))('cannot be altered in any column of %s without being found', async (table) => {
    const columns = await hospital.sql<Column>(COLUMNS, [table]);
    expect(columns.length).toBeGreaterThan(1);
    const unseen: string[] = [];
    for (const column of columns) {
      const fault = await foundAfter(table, column);
      if (fault !== null) unseen.push(`${column.name}: ${fault}`);
    }
    expect(unseen).toEqual([]);
  });

  it('is found broken where evidence was made unreadable, its digest with it', async () => {
    const found = await superuser.after('TEST', [
      `ALTER TABLE release DROP CONSTRAINT IF EXISTS release_digest_of_evidence`,
      `UPDATE release SET evidence = 'no JSON', digest = sha256('no JSON') WHERE ${ROWS['release'] ?? ''}`,
    ]);
    expect(found).toMatchObject({ intact: false, brokenAt: 1 });
  });
});
