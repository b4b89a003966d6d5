import { GovernedPath, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';

interface ReleaseSeen {
  readonly needsRevision: boolean;
  readonly allowedActions: readonly string[];
  readonly heldBy: readonly { channel: { code: string }; version: number; appliedBy: { username: string } | null }[];
  readonly changeRequest: { number: string } | null;
}

describe('applying a release', () => {
  const hospital = useHospital();
  const path = new GovernedPath(hospital);
  const RELEASE = `query($number: String!) { release(number: $number) { needsRevision allowedActions changeRequest { number }
    heldBy { channel { code } version appliedBy { username } } } }`;
  const look = async (number: string, username = 'release-manager'): Promise<ReleaseSeen> =>
    (await hospital.as(username).gql<{ release: ReleaseSeen }>(RELEASE, { number })).release;
  const nation = (code: string, values: object) => ({ dictionary: 'nation', code, values: { ...values } });
  const signed = (...changes: ReturnType<typeof nation>[]): Promise<string> =>
    path.signed('public-maintainer', ['it-reviewer'], changes);
  const applied = async (release: string, channel: string): Promise<number> =>
    must('ChannelVersion', await path.apply(release, channel)).version;
  const refused = (release: string, channel: string, username?: string) => path.apply(release, channel, username);
  const withKey = async (release: string, channel: string, key: string) => {
    const query = `mutation($r: String!, $c: String!, $k: String) { applyRelease(release: $r, channel: $c, idempotencyKey: $k) {
      __typename ... on ChannelVersion { version hash } ... on Problem { message } } }`;
    const { applyRelease } = await hospital
      .as('release-manager')
      .gql<{ applyRelease: { __typename: string; version?: number; hash?: string } }>(query, {
        r: release,
        c: channel,
        k: key,
      });
    return applyRelease;
  };

  /** The release that a waiting request becomes without anybody's doing, within some seconds. */
  const releaseOf = async (request: string): Promise<string | undefined> => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const { changeRequest } = await hospital
        .as('monitor')
        .gql<{ changeRequest: { release: { number: string } | null } }>(
          'query($number: String!) { changeRequest(number: $number) { release { number } } }',
          { number: request },
        );
      if (changeRequest.release) return changeRequest.release.number;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return undefined;
  };

  it('goes through TEST, PILOT and PRODUCTION, each once and in this order', async () => {
    const release = await signed(nation('01', { remark: '次序' }));
    expect((await look(release)).allowedActions).toEqual(['applyRelease']);
    expect(await refused(release, 'PRODUCTION')).toMatchObject({
      __typename: 'WrongState',
      state: 'SIGNED',
      allowed: ['TEST'],
    });
    await applied(release, 'TEST');
    expect(await refused(release, 'TEST')).toMatchObject({
      __typename: 'WrongState',
      state: 'TEST',
      allowed: ['PILOT'],
    });
    await applied(release, 'PILOT');
    const version = await applied(release, 'PRODUCTION');
    expect(await refused(release, 'PRODUCTION')).toMatchObject({
      __typename: 'WrongState',
      state: 'PRODUCTION',
      allowed: [],
    });
    const seen = await look(release);
    expect(seen.heldBy.map(({ channel }) => channel.code)).toEqual(['TEST', 'PILOT', 'PRODUCTION']);
    expect(seen.heldBy[2]).toMatchObject({ version, appliedBy: { username: 'release-manager' } });
    expect([seen.allowedActions, seen.needsRevision]).toEqual([[], false]);
  });

  it('answers whoever repeats the call with its key as it answered the first time', async () => {
    const release = await signed(nation('02', { remark: '重复' }));
    const first = await withKey(release, 'TEST', 'try-1');
    expect(first.__typename).toBe('ChannelVersion');
    expect(await withKey(release, 'TEST', 'try-1')).toEqual(first);
    expect((await withKey(release, 'PILOT', 'try-1')).__typename).toBe('ValidationFailed');
  });

  it('twenty times at once with one key makes one version and tells everybody of it', async () => {
    const release = await signed(nation('03', { remark: '二十次' }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => withKey(release, 'TEST', 'try-20')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const [counted] = await hospital.sql<{ count: string }>('SELECT count(*) FROM channel_version WHERE release = $1', [
      release,
    ]);
    expect(counted?.count).toBe('1');
  });

  it('is for nobody who edited or signed, even if they may release', async () => {
    const release = await signed(nation('04', { remark: '职责分离' }));
    for (const username of ['public-maintainer', 'it-reviewer']) {
      await hospital.sql(
        `INSERT INTO role_grant (id, person_id, role) SELECT gen_random_uuid(), person_id, 'RELEASE_MANAGER' FROM account WHERE username = $1`,
        [username],
      );
      expect(await refused(release, 'TEST', username)).toMatchObject({ __typename: 'Forbidden' });
      expect((await look(release, username)).allowedActions).toEqual([]);
      await hospital.sql(
        `DELETE FROM role_grant WHERE role = 'RELEASE_MANAGER' AND person_id = (SELECT person_id FROM account WHERE username = $1)`,
        [username],
      );
    }
    expect(await refused(release, 'TEST', 'monitor')).toMatchObject({ __typename: 'Forbidden' });
  });

  it('is refused with the release that came between, and the other is marked as needing revision once PRODUCTION moved', async () => {
    const one = await signed(nation('05', { remark: '甲' }));
    const other = await signed(nation('05', { remark: '乙' }));
    await path.carry(one);
    expect(await refused(other, 'TEST')).toMatchObject({
      __typename: 'BaseChanged',
      conflicts: [{ dictionary: 'nation', code: '05', release: one }],
    });
    expect(await look(other)).toMatchObject({ needsRevision: true, allowedActions: [] });
  });

  it('writes nothing for an entry that the channel holds as proposed already', async () => {
    const one = await signed(nation('06', { remark: '相同' }));
    const other = await signed(nation('06', { remark: '相同' }), nation('07', { remark: '不同' }));
    await applied(one, 'TEST');
    const version = await applied(other, 'TEST');
    const rows = await hospital.sql<{ code: string }>(
      `SELECT e.code FROM entry_version v JOIN entry e ON e.id = v.entry_id WHERE v.channel = 'TEST' AND v.version = $1`,
      [version],
    );
    expect(rows).toEqual([{ code: '07' }]);
  });

  it('is refused once the policies in force ask for more than was signed', async () => {
    const release = await signed(nation('08', { remark: '规则变严' }));
    const drafted = must('ChangeRequest', await path.propose('public-maintainer', [nation('12', { remark: '等待' })]));
    const left = must('ChangeRequest', await path.submit('public-maintainer', drafted));
    const values = { approvals: 2 };
    const stricter = await path.signed(
      'system-maintainer',
      ['it-reviewer', 'it-reviewer-2', 'admin'],
      [{ dictionary: 'review_policy', code: 'PUBLIC_IT', values }],
    );
    await path.carry(stricter);
    expect(await refused(release, 'TEST')).toMatchObject({
      __typename: 'PolicyNotMet',
      missing: [{ role: 'IT', count: 2, met: 1 }],
    });

    const waiting = must('ChangeRequest', await path.propose('public-maintainer', [nation('09', { remark: '两人' })]));
    const submitted = must('ChangeRequest', await path.submit('public-maintainer', waiting));
    expect((await path.sign('it-reviewer', submitted)).status).toBe('IN_REVIEW');
    expect((await path.sign('it-reviewer-2', submitted)).status).toBe('SIGNED');

    expect((await path.sign('it-reviewer', left)).status).toBe('IN_REVIEW');
    const back = await path.signed(
      'system-maintainer',
      ['it-reviewer', 'it-reviewer-2', 'admin'],
      [{ dictionary: 'review_policy', code: 'PUBLIC_IT', values: { approvals: 1 } }],
    );
    await path.carry(back);
    expect(await releaseOf(left.number)).toMatch(/^R/);
  });

  it('signs and applies words with every odd character in them', async () => {
    const odd = String.raw`"quoted" \ back \n` + '\n\ttabs — 𠮷 \u2028 😀 </script> ￥';
    const change = { dictionary: 'nation', code: '13', values: { remark: '怪字' }, reason: odd };
    const draft = must('ChangeRequest', await path.propose('public-maintainer', [change], { reason: odd }));
    const submitted = must('ChangeRequest', await path.submit('public-maintainer', draft));
    const done = must('ChangeRequest', await path.sign('it-reviewer', submitted));
    await path.carry(done.release?.number ?? '');
  });

  it('is Blocked where what was signed was altered behind the service', async () => {
    const release = await signed(nation('10', { remark: '原样' }));
    await hospital.sql(
      `UPDATE change SET reason = '另有原因' WHERE request_id = (SELECT request_id FROM release WHERE number = $1)`,
      [release],
    );
    expect(await refused(release, 'TEST')).toMatchObject({
      __typename: 'Blocked',
      findings: [{ rule: 'evidence.altered' }],
    });
  });

  it('is Blocked where the channel lacks what the release refers to', async () => {
    const area = (code: string, more: object = {}) => ({
      dictionary: 'dept',
      code,
      values: { name: '新科室', clinic_attr: '0', inout_attr: '0', ...more },
    });
    const parent = await signed(area('9901'));
    await path.carry(parent);
    const child = await signed(area('9902', { parent: '9901' }));
    const retired = await signed({ dictionary: 'dept', code: '9901', operation: 'RETIRE', reason: '撤销' } as never);
    await applied(retired, 'TEST');
    expect(await refused(child, 'TEST')).toMatchObject({
      __typename: 'Blocked',
      findings: [{ rule: 'reference.missing', path: 'dept/9902' }],
    });
  });

  it('is Blocked where the channel still refers to what the release retires', async () => {
    const area = (code: string, more: object = {}) => ({
      dictionary: 'dept',
      code,
      values: { name: '新科室', clinic_attr: '0', inout_attr: '0', ...more },
    });
    await path.carry(await signed(area('9911')));
    const retired = await signed({ dictionary: 'dept', code: '9911', operation: 'RETIRE', reason: '撤销' } as never);
    await applied(await signed(area('9912', { parent: '9911' })), 'TEST');
    expect(await refused(retired, 'TEST')).toMatchObject({
      __typename: 'Blocked',
      findings: [{ rule: 'reference.dependant', path: 'dept/9912' }],
    });
  });

  it('answers with NotFound for a release or a channel that nobody knows', async () => {
    expect(await refused('R1999-0001', 'TEST')).toMatchObject({ __typename: 'NotFound' });
    expect(await refused('GENESIS', 'ELSEWHERE')).toMatchObject({ __typename: 'NotFound' });
    expect(await refused('GENESIS', 'TEST')).toMatchObject({ __typename: 'WrongState' });
  });

  it('lets whoever looks at an entry see the release behind each version and row, its people and its document', async () => {
    const release = await path.signed('public-maintainer', ['it-reviewer'], [nation('11', { remark: '溯源' })], {
      policyDocument: 'PD2023019',
    });
    await path.carry(release);
    const BEHIND =
      '{ number changeRequest { policyDocument author { username } signOffs { role reviewer { username } } } }';
    interface Behind {
      readonly entry: {
        readonly row: { readonly origin: object };
        readonly history: { readonly nodes: readonly { readonly release: object }[] };
      };
    }
    const { entry } = await hospital
      .as('monitor')
      .gql<Behind>(
        `{ entry(dictionary: "nation", code: "11") { row { origin ${BEHIND} } history { nodes { release ${BEHIND} } } } }`,
      );
    expect(entry.row.origin).toEqual({
      number: release,
      changeRequest: {
        policyDocument: 'PD2023019',
        author: { username: 'public-maintainer' },
        signOffs: [{ role: 'IT', reviewer: { username: 'it-reviewer' } }],
      },
    });
    expect(entry.history.nodes.map((node) => node.release)).toEqual([
      entry.row.origin,
      { number: 'GENESIS', changeRequest: null },
    ]);
  });

  it('lists releases newest first, and those of one channel', async () => {
    const LIST = `query($channel: String, $after: String) { releases(channel: $channel, first: 3, after: $after) {
      totalCount nodes { number kind } pageInfo { hasNextPage endCursor } } }`;
    interface Listed {
      readonly releases: {
        readonly totalCount: number;
        readonly nodes: readonly { number: string; kind: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const first = (await hospital.as('monitor').gql<Listed>(LIST, {})).releases;
    const second = (await hospital.as('monitor').gql<Listed>(LIST, { after: first.pageInfo.endCursor })).releases;
    const numbers = [...first.nodes, ...second.nodes].map(({ number }) => number);
    expect(new Set(numbers).size).toBe(6);
    expect(numbers).toEqual([...numbers].sort().reverse());
    const inProduction = (await hospital.as('monitor').gql<Listed>(LIST, { channel: 'PRODUCTION' })).releases;
    expect(inProduction.totalCount).toBeLessThan(first.totalCount);
  });
});
