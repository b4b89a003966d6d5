import { GovernedPath, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';

/** What the service's own role is refused by the database, should the service ever ask for it. */
describe('the database, asked by the service itself', () => {
  const hospital = useHospital();
  const path = new GovernedPath(hospital);
  let release: string;
  let inReview: string;

  beforeAll(async () => {
    const change = (remark: string) => [{ dictionary: 'nation', code: '01', values: { remark } }];
    release = await path.signed('public-maintainer', ['it-reviewer'], change('甲'));
    await path.carry(release, ['TEST']);
    const draft = must('ChangeRequest', await path.propose('public-maintainer', change('乙')));
    inReview = must('ChangeRequest', await path.submit('public-maintainer', draft)).number;
  });

  /** The SQLSTATE with which a statement is refused. */
  const refusal = async (...statements: readonly string[]): Promise<string> => {
    const runner = hospital.db.createQueryRunner();
    await runner.startTransaction();
    try {
      for (const statement of statements) await runner.query(statement);
      await runner.query('SET CONSTRAINTS ALL IMMEDIATE');
      return 'done';
    } catch (error) {
      return (error as { driverError: { code: string } }).driverError.code;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };
  const DENIED = '42501';
  const signOff = (reviewer: string, digest = 'r.digest') =>
    `INSERT INTO sign_off (id, request_id, revision, digest, reviewer_id, role, decision, at)
     SELECT gen_random_uuid(), r.id, r.revision, ${digest}, ${reviewer}, 'IT', 'APPROVE', now() FROM change_request r WHERE number = '${inReview}'`;
  const reviewer = `(SELECT person_id FROM account WHERE username = 'it-reviewer')`;

  it.each([
    'content',
    'entry',
    'entry_version',
    'channel_version',
    'release',
    'release_change',
    'sign_off',
    'change_request_editor',
  ])('neither alters, deletes nor empties %s', async (table) => {
    expect(await refusal(`DELETE FROM ${table}`)).toBe(DENIED);
    expect(await refusal(`TRUNCATE ${table} CASCADE`)).toBe(DENIED);
    const [column] = await hospital.sql<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 2`,
      [table],
    );
    const name = column?.name ?? '';
    expect(await refusal(`UPDATE ${table} SET ${name} = ${name}`)).toBe(DENIED);
  });

  it.each([
    'content',
    'entry',
    'entry_version',
    'channel_version',
    'release',
    'release_change',
    'sign_off',
    'audit_event',
  ])('refuses even its owner to alter %s', async (table) => {
    for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      await expect(hospital.sql(sql)).rejects.toMatchObject({ code: 'ZD001' });
    }
  });

  it('adds nothing to a version that is sealed, and nothing beyond the next', async () => {
    const into = (version: number) =>
      `INSERT INTO entry_version SELECT channel, ${version}, entry_id + 1, content, origins FROM entry_version WHERE channel = 'TEST' AND version = 1`;
    expect([await refusal(into(1)), await refusal(into(3))]).toEqual(['ZD002', 'ZD002']);
  });

  it('seals no version without its release, and none that holds what its release does not propose', async () => {
    const seal = (what: string) =>
      `INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_by, applied_at, rows_digest, row_count, previous, hash)
       SELECT code, version + 1, epoch, 'RELEASE', ${what}, sha256('a'), ${reviewer}, now(), sha256('b'), 1, head, sha256('c') FROM channel WHERE code = 'PILOT'`;
    const foreign = `INSERT INTO entry_version SELECT 'PILOT', 1, v.entry_id + 1, v.content, v.origins FROM entry_version v WHERE channel = 'TEST' AND version = 1`;
    expect(await refusal(foreign, seal(`'${release}'`))).toBe('ZD010');
    expect(await refusal(foreign, seal('NULL'))).toBe('ZD010');
    expect(await refusal(foreign, seal(`'GENESIS'`))).toBe('ZD009');
  });

  it('lets nobody apply what they signed', async () => {
    const rows = `INSERT INTO entry_version SELECT 'PILOT', 1, entry_id, content, origins FROM entry_version WHERE channel = 'TEST' AND version = 1`;
    const seal = `INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_by, applied_at, rows_digest, row_count, previous, hash)
       SELECT code, version + 1, epoch, 'RELEASE', '${release}', sha256('a'), ${reviewer}, now(), sha256('b'), 1, head, sha256('c') FROM channel WHERE code = 'PILOT'`;
    expect(await refusal(rows, seal)).toBe('ZD011');
  });

  it('chains a version to nothing but the head, and moves the head to nothing but a sealed version', async () => {
    const seal = `INSERT INTO channel_version (channel, version, epoch, kind, release, sign_offs, applied_by, applied_at, rows_digest, row_count, previous, hash)
       SELECT code, version + 1, epoch, 'RELEASE', '${release}', sha256('a'), NULL, now(), sha256('b'), 1, sha256('elsewhere'), sha256('c') FROM channel WHERE code = 'PILOT'`;
    expect(await refusal(seal)).toBe('ZD003');
    expect(await refusal(`UPDATE channel SET version = version + 1 WHERE code = 'TEST'`)).toBe('ZD004');
    expect(await refusal(`UPDATE channel SET version = version - 1 WHERE code = 'TEST'`)).toBe('ZD004');
    expect(await refusal(`UPDATE channel SET name = 'x' WHERE code = 'TEST'`)).toBe(DENIED);
  });

  it('takes no sign-off of an editor, of a machine, or of anything but the digest in review', async () => {
    const author = `(SELECT author_id FROM change_request WHERE number = '${inReview}')`;
    expect(await refusal(signOff(author))).toBe('ZD005');
    const machine = `INSERT INTO person (id, staff_number, name, machine) VALUES ('00000000-0000-4000-8000-000000000001', 'HIS-1', 'HIS', true)`;
    expect(await refusal(machine, signOff(`'00000000-0000-4000-8000-000000000001'`))).toBe('ZD006');
    expect(await refusal(signOff(reviewer, `sha256('older')`))).toBe('ZD007');
    expect(await refusal(signOff(reviewer))).toBe('done');
    expect(await refusal(signOff(reviewer), signOff(reviewer))).toBe('23505');
  });

  it('takes no release that nobody signed, that nobody asked for, or whose digest is not that of its evidence', async () => {
    const make = (request: string, digest: string, evidence: string) =>
      `INSERT INTO release (number, kind, request_id, digest, evidence, retroactive, signed_at)
       VALUES ('R2099-0001', 'NORMAL', ${request}, ${digest}, ${evidence}, false, now())`;
    const request = `(SELECT id FROM change_request WHERE number = '${inReview}')`;
    const digest = `(SELECT digest FROM change_request WHERE number = '${inReview}')`;
    const evidence = `(SELECT evidence FROM change_request WHERE number = '${inReview}')`;
    expect(await refusal(make(request, digest, evidence))).toBe('ZD008');
    expect(await refusal(make('NULL', `sha256('x')`, `'x'`))).toBe('23514');
    expect(await refusal(signOff(reviewer), make(request, digest, `'other'`))).toBe('23514');
    expect(await refusal(signOff(reviewer), make(request, digest, evidence))).toBe('done');
  });
});
