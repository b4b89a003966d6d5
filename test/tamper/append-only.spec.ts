import pg from 'pg';
import { useHospital } from '../harness/hospital.js';
import { lived } from './lived.js';

const SEALED = [
  ...['content', 'entry', 'entry_version', 'channel_version'],
  ...['release', 'release_change', 'sign_off', 'change_request_editor', 'discussion', 'audit_event'],
];

/** What the service may do beyond reading, and to which columns where not to all. Whatever is not here is refused. */
const WRITES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SEALED.map((table) => [table, 'INSERT'])),
  person: 'INSERT',
  account: 'INSERT UPDATE',
  role_grant: 'INSERT UPDATE',
  api_key: 'INSERT UPDATE',
  session: 'INSERT UPDATE DELETE',
  sign_in_throttle: 'INSERT UPDATE DELETE',
  idempotency_key: 'INSERT UPDATE',
  audit_head: 'UPDATE',
  channel: 'UPDATE(epoch) UPDATE(head) UPDATE(version)',
  entry_head: 'INSERT UPDATE DELETE',
  head_row: 'INSERT UPDATE DELETE',
  entry_reference: 'INSERT UPDATE DELETE',
  change_request: 'INSERT UPDATE',
  change: 'INSERT UPDATE DELETE',
  attachment: 'INSERT UPDATE(removed_at)',
  release_counter: 'INSERT UPDATE',
};

const GRANTED = `
  SELECT c.relname AS relation, string_agg(p.privilege, ' ' ORDER BY p.ordinal, p.privilege) AS granted
  FROM pg_class c CROSS JOIN LATERAL (
    SELECT privilege, ordinal FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES'])
      WITH ORDINALITY AS t (privilege, ordinal) WHERE has_table_privilege($1, c.oid, privilege)
    UNION ALL
    SELECT format('%s(%s)', privilege, a.attname), 9 FROM pg_attribute a, unnest(ARRAY['INSERT', 'UPDATE']) AS t (privilege)
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege($1, c.oid, a.attnum, privilege) AND NOT has_table_privilege($1, c.oid, privilege)) p
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY c.relname`;

describe('released data', () => {
  const hospital = useHospital();
  const clients: pg.Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
  });

  /** The owner's connection, or one that acts in the role named. */
  const connected = async (setting = ''): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: hospital.ownerUrl });
    clients.push(client);
    await client.connect();
    if (setting !== '') await client.query(setting);
    return client;
  };
  /** The code with which a statement is refused; 'done' where it is not. Nothing stays. */
  const refusal = async (client: pg.Client, sql: string): Promise<string> => {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      return 'done';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await client.query('ROLLBACK');
    }
  };
  const column = async (table: string): Promise<string> => {
    const [row] = await hospital.sql<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' AND attidentity = ''
       ORDER BY attnum DESC LIMIT 1`,
      [table],
    );
    return row?.name ?? '';
  };
  const attempts = async (table: string): Promise<readonly string[]> => {
    const name = await column(table);
    return [`UPDATE ${table} SET ${name} = ${name}`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`];
  };
  /** A row of every table, for a trigger for each row fires on nothing less. */
  const filled = async (): Promise<void> => {
    await lived(hospital);
    await hospital.sql(
      `INSERT INTO discussion (id, request_id, author_id, text) SELECT gen_random_uuid(), id, author_id, '可' FROM change_request LIMIT 1`,
    );
  };
  beforeAll(filled);

  it.each(SEALED)('in %s is neither altered nor taken away by the service', async (table) => {
    const service = await connected('SET ROLE zidian_service');
    for (const sql of await attempts(table)) expect([sql, await refusal(service, sql)]).toEqual([sql, '42501']);
  });

  it.each(SEALED)('in %s is neither altered nor taken away by the owner, nor by a replica', async (table) => {
    for (const setting of ['', 'SET session_replication_role = replica']) {
      const owner = await connected(setting);
      const [update = '', remove = '', truncate = ''] = await attempts(table);
      expect(await refusal(owner, update)).toBe('ZD001');
      expect(await refusal(owner, remove)).toBe('ZD001');
      expect(await refusal(owner, truncate)).toBe('ZD001');
    }
  });

  it('takes no row into a version that is sealed, nor into one that is not the next', async () => {
    for (const role of ['SET ROLE zidian_service', '']) {
      const client = await connected(role);
      for (const version of [0, 2, 4, 7]) {
        const row = `INSERT INTO entry_version (channel, version, entry_id, content, origins)
          SELECT 'TEST', ${version}, id, NULL, '' FROM entry WHERE dictionary = CASE ${version} WHEN 0 THEN 'area' ELSE 'dictionary' END ORDER BY id DESC LIMIT 1`;
        expect(await refusal(client, row)).toBe('ZD002');
      }
    }
  });

  it('takes no version that does not follow the head, and moves no head but to the next version', async () => {
    const client = await connected('SET ROLE zidian_service');
    const version = (number: number, previous: string, release = 'release') =>
      `INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_at, rows_digest, row_count, previous, hash)
       SELECT 'TEST', ${number}, epoch, kind, ${release}, sign_offs, applied_at, rows_digest, row_count, ${previous}, sha256('x')
       FROM channel_version WHERE channel = 'TEST' AND version = 2`;
    expect(await refusal(client, version(4, 'hash'))).toBe('ZD003');
    expect(await refusal(client, version(3, 'previous'))).toBe('ZD003');
    expect(await refusal(client, version(3, 'hash', `'GENESIS'`))).toBe('ZD009');
    for (const moved of ['version = 3', 'version = 1', `head = sha256('x')`, `epoch = 'x'`]) {
      expect(await refusal(client, `UPDATE channel SET ${moved} WHERE code = 'TEST'`)).toBe('ZD004');
    }
    expect(await refusal(await connected(), `DELETE FROM channel WHERE code = 'TEST'`)).toMatch(/ZD001/);
  });

  it('is written by the service only where it appends, and elsewhere only what has a lifecycle', async () => {
    const rows = await hospital.sql<{ relation: string; granted: string }>(GRANTED, ['zidian_service']);
    const granted = Object.fromEntries(rows.map(({ relation, granted }) => [relation, granted]));
    expect(granted).toEqual(WRITES);
    expect(await hospital.sql(GRANTED, ['zidian_verifier'])).toEqual([]);
  });

  it('belongs to nobody whom the service could become', async () => {
    const [service] = await hospital.sql(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         has_schema_privilege(oid, 'public', 'CREATE') AS creates, has_database_privilege(oid, current_database(), 'CREATE') AS "createsSchemas",
         (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS memberships,
         (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace) AS owned,
         (SELECT count(*)::int FROM pg_proc f WHERE f.prosecdef AND f.pronamespace = 'public'::regnamespace) AS "borrowedRights"
       FROM pg_roles r WHERE rolname = 'zidian_service'`,
    );
    expect(service).toEqual({
      ...{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false },
      ...{ creates: false, createsSchemas: false, memberships: 0, owned: 0, borrowedRights: 0 },
    });
  });

  it('is seen to be open once a trigger is gone or only sleeps: planted', async () => {
    const owner = await connected();
    const afterwards = async (planted: string, sql: string): Promise<string> => {
      await owner.query(planted);
      return refusal(owner, sql);
    };
    const [update = ''] = await attempts('content');
    expect(await afterwards('ALTER TABLE content DISABLE TRIGGER content_append_only', update)).toBe('done');
    await owner.query('ALTER TABLE content ENABLE TRIGGER content_append_only');
    expect(await afterwards('SET session_replication_role = replica', update)).toBe('done');
    await owner.query('RESET session_replication_role');
    const { verifyChannel } = await hospital
      .as('monitor')
      .gql<{ verifyChannel: object }>('{ verifyChannel(channel: "TEST") { intact detail } }');
    expect(verifyChannel).toMatchObject({
      intact: false,
      detail: expect.stringContaining('content_append_only') as string,
    });
  });
});
