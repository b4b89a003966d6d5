import { AccountService } from '../../src/identity/account.service.js';
import { AccountStore } from '../../src/identity/account.store.js';
import { Actors } from '../../src/identity/actor.source.js';
import type { Actor } from '../../src/identity/core/actor.js';
import { isProblem } from '../../src/kernel/problem.js';
import { type Client, useHospital } from '../harness/hospital.js';

interface Told {
  readonly __typename: string;
  readonly message?: string;
  readonly issues?: readonly { path: string; code: string; message: string }[];
}

const PROBLEM = `__typename ... on Problem { message } ... on ValidationFailed { issues { path code message } }`;
const ACCOUNT = `${PROBLEM} ... on Account { username staffNumber locked person { id name roles { role scope } } }`;
const CREATE = `mutation ($input: CreateAccountInput!, $key: String) {
  answer: createAccount(input: $input, idempotencyKey: $key) { ${ACCOUNT} } }`;

describe('administering accounts', () => {
  const hospital = useHospital();

  const call = async <T = Told>(who: Client, mutation: string, variables = {}): Promise<T> =>
    (await who.gql<{ answer: T }>(mutation, variables)).answer;
  const admin = <T = Told>(mutation: string, variables = {}) => call<T>(hospital.as('admin'), mutation, variables);
  const act = (name: string, args: string) => admin(`mutation { answer: ${name}(${args}) { ${ACCOUNT} } }`);
  const create = (change: Record<string, string> = {}, key?: string) =>
    admin<Told & { person?: { id: string } }>(CREATE, {
      key,
      input: { username: 'li.ting', name: '李婷', staffNumber: '20031', password: 'long enough', ...change },
    });

  it('makes an account for a person of the hospital', async () => {
    expect(await create()).toMatchObject({
      __typename: 'Account',
      username: 'li.ting',
      staffNumber: '20031',
      locked: false,
      person: { name: '李婷', roles: [] },
    });
  });

  it('knows a staff number: a second account is the same person', async () => {
    const first = await create({ username: 'zhao.lei', name: '赵磊', staffNumber: '20040' });
    const second = await create({ username: 'zhao.lei.2', name: '赵磊', staffNumber: '20040' });
    expect(second.person?.id).toBe(first.person?.id);
    expect((await create({ username: 'zhao.lei.3', name: '赵雷', staffNumber: '20040' })).issues).toEqual([
      { path: 'input.name', code: 'otherName', message: '工号 20040 登记的是另一个姓名。' },
    ]);
    expect(await hospital.sql(`SELECT FROM account WHERE folded = 'zhao.lei.3'`)).toHaveLength(0);
  });

  it('refuses a username that is taken, in whatever case, and every other fault in one answer', async () => {
    await create({ username: 'sun.li', name: '孙丽', staffNumber: '20050' });
    const taken = await create({ username: 'SUN.LI', name: '孙力', staffNumber: '20051' });
    expect(taken.issues?.map(({ code }) => code)).toEqual(['usernameTaken']);
    const faults = await create({ username: '!', name: '', staffNumber: 'DEMO-99', password: 'x' });
    expect(faults.issues?.map(({ path }) => path)).toEqual([
      'input.username',
      'input.staffNumber',
      'input.name',
      'input.password',
    ]);
  });

  it('asked twice with one key makes one account; with other words the key is refused', async () => {
    const input = { username: 'qian.wei', name: '钱伟', staffNumber: '20060' };
    const [first, again] = await Promise.all([create(input, 'key-1'), create(input, 'key-1')]);
    expect(first).toMatchObject({ __typename: 'Account', username: 'qian.wei' });
    expect(again).toEqual(first);
    expect((await create({ ...input, username: 'other' }, 'key-1')).issues?.[0]?.path).toBe('idempotencyKey');
    expect(await hospital.sql(`SELECT FROM account WHERE folded = 'qian.wei'`)).toHaveLength(1);
  });

  it('writes no password anywhere but as argon2id', async () => {
    await create({ username: 'secret', name: '密', staffNumber: '20070', password: 'a-password-to-find' }, 'key-2');
    const [dump] = await hospital.sql<{ all: string }>(
      `SELECT (SELECT string_agg(e::text, '') FROM audit_event e) || (SELECT string_agg(k::text, '') FROM idempotency_key k)
         || (SELECT string_agg(a::text, '') FROM account a) AS all`,
    );
    expect(dump?.all).not.toContain('a-password-to-find');
    const digests = await hospital.sql<{ digest: string }>(
      `SELECT encode(request_digest, 'hex') AS digest FROM idempotency_key`,
    );
    expect(digests.length).toBeGreaterThan(0);
  });

  it('gives and takes roles, each once, with a scope that fits', async () => {
    const grant = (args: string) => act('grantRole', `username: "li.ting", ${args}`);
    const roles = async () => (await act('grantRole', 'username: "li.ting", role: MONITOR, scope: "x"')).__typename;
    expect(await roles()).toBe('ValidationFailed');
    expect(await grant('role: MAINTAINER, scope: "DRUG"')).toMatchObject({
      person: { roles: [{ role: 'MAINTAINER', scope: 'DRUG' }] },
    });
    expect((await grant('role: MAINTAINER, scope: "DRUG"')).issues?.[0]?.code).toBe('roleHeld');
    expect((await grant('role: MAINTAINER')).issues?.[0]?.code).toBe('kindScope');
    expect(await act('revokeRole', 'username: "li.ting", role: MAINTAINER, scope: "DRUG"')).toMatchObject({
      person: { roles: [] },
    });
    expect((await act('revokeRole', 'username: "li.ting", role: MAINTAINER, scope: "DRUG"')).issues?.[0]?.code).toBe(
      'roleNotHeld',
    );
  });

  it('lets nobody give themselves a role, through the service or past it', async () => {
    const own = await act('grantRole', 'username: "admin", role: RELEASE_MANAGER');
    expect(own).toMatchObject({ __typename: 'Forbidden', message: '不能对自己这样做，请由另一位系统管理员办理。' });
    const past = `INSERT INTO role_grant (id, person_id, role, granted_by)
      SELECT gen_random_uuid(), person_id, 'RELEASE_MANAGER', person_id FROM account WHERE folded = 'admin'`;
    await expect(hospital.db.query(past)).rejects.toThrow(/role_grant_not_to_oneself/);
  });

  it('lets nobody give a role to a second account of their own', async () => {
    await hospital.sql(`INSERT INTO account (id, person_id, username, folded, password_hash)
      SELECT gen_random_uuid(), person_id, 'admin-2', 'admin-2', password_hash FROM account WHERE folded = 'admin'`);
    expect((await act('grantRole', 'username: "admin-2", role: RELEASE_MANAGER')).__typename).toBe('Forbidden');
    expect((await act('lockAccount', 'username: "admin-2"')).__typename).toBe('Forbidden');
    await hospital.sql(`DELETE FROM account WHERE folded = 'admin-2'`);
  });

  it('keeps the last administrator', async () => {
    expect(await act('revokeRole', 'username: "admin", role: ADMINISTRATOR')).toMatchObject({
      __typename: 'Forbidden',
      message: '至少要保留一位可用的系统管理员。',
    });
  });

  it('says what it cannot find, and what is so already', async () => {
    for (const name of ['lockAccount', 'unlockAccount']) {
      expect(await act(name, 'username: "nobody-at-all"')).toMatchObject({
        __typename: 'NotFound',
        message: '没有账号 nobody-at-all。',
      });
    }
    expect(await act('unlockAccount', 'username: "li.ting"')).toMatchObject({
      __typename: 'WrongState',
      message: '当前状态是 OPEN，只有在 LOCKED 时才能这样做。',
    });
    await act('lockAccount', 'username: "li.ting"');
    expect(await act('lockAccount', 'username: "li.ting"')).toMatchObject({
      __typename: 'WrongState',
      message: '当前状态是 LOCKED，只有在 OPEN 时才能这样做。',
    });
  });

  it('sets a forgotten password and ends the sessions of the one who lost it', async () => {
    const monitor = hospital.as('monitor');
    expect((await monitor.raw('{ me { name } }')).status).toBe(200);
    await act('setPassword', 'username: "monitor", password: "a new password"');
    expect((await monitor.raw('{ me { name } }')).status).toBe(401);
    const signIn = (password: string) =>
      call(
        hospital.anonymous,
        `mutation { answer: signIn(username: "monitor", password: "${password}") { __typename } }`,
      );
    expect((await signIn('zidian-demo')).__typename).toBe('Forbidden');
    expect((await signIn('a new password')).__typename).toBe('Session');
  });

  it('lets people change their own password by proving the old one', async () => {
    const own = hospital.as('it-reviewer');
    const change = (current: string, password: string) =>
      call(own, `mutation { answer: changePassword(current: "${current}", password: "${password}") { ${PROBLEM} } }`);
    expect((await change('wrong', 'a new password')).__typename).toBe('Forbidden');
    expect((await change('zidian-demo', 'short')).issues?.[0]?.code).toBe('passwordLength');
    expect((await change('zidian-demo', 'a new password')).__typename).toBe('Actor');
    expect((await own.raw('{ me { name } }')).status).toBe(401);
  });

  it('lists accounts page by page', async () => {
    const page = async (after: string | null) =>
      admin<never>(
        `query ($after: String) { answer: accounts(first: 7, after: $after) {
        totalCount nodes { username } pageInfo { hasNextPage endCursor } } }`,
        { after },
      ) as Promise<{
        totalCount: number;
        nodes: { username: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      }>;
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { nodes, pageInfo, totalCount } = await page(after);
      seen.push(...nodes.map(({ username }) => username));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
      if (!more) expect(seen).toHaveLength(totalCount);
    }
    expect(seen).toEqual([...seen].sort());
  });

  it('records each change once, by whom and to whom', async () => {
    const before = await hospital.sql('SELECT FROM audit_event');
    await create({ username: 'wu.xia', name: '吴霞', staffNumber: '20080' });
    await act('grantRole', 'username: "wu.xia", role: DUTY_OFFICER');
    await act('grantRole', 'username: "wu.xia", role: DUTY_OFFICER');
    const after = await hospital.sql('SELECT * FROM audit_event ORDER BY seq');
    const added = after.slice(before.length);
    expect(added.map(({ action, subject }) => [action, subject])).toEqual([
      ['account.create', 'wu.xia'],
      ['role.grant', 'wu.xia'],
    ]);
    expect(added.every(({ actor_id }) => typeof actor_id === 'string')).toBe(true);
  });
});

describe('two administrators who shut each other out at once', () => {
  const hospital = useHospital();
  const ROUNDS = 40;
  const two = ['admin', 'second-admin'] as const;

  beforeAll(async () => {
    await hospital.as('admin').gql(CREATE, {
      input: { username: 'second-admin', name: '高远', staffNumber: '30001', password: 'zidian-demo' },
    });
    await hospital
      .as('admin')
      .gql('mutation { grantRole(username: "second-admin", role: ADMINISTRATOR) { __typename } }');
  });

  const actorOf = async (username: string): Promise<Actor> => {
    const query =
      'mutation ($u: String!) { signIn(username: $u, password: "zidian-demo") { ... on Session { token } } }';
    const { signIn } = await hospital.anonymous.gql<{ signIn: { token: string } }>(query, { u: username });
    const actor = await hospital.app.get(Actors).actorOf(`Bearer ${signIn.token}`);
    if (isProblem(actor)) throw new Error(`${username} is not in.`);
    return actor;
  };

  /** How often nobody was left who could administer. */
  const rounds = async (count: number): Promise<number> => {
    const [first, second] = [await actorOf(two[0]), await actorOf(two[1])];
    const service = hospital.app.get(AccountService);
    let nobodyLeft = 0;
    for (let round = 0; round < count; round++) {
      const revoke = { role: 'ADMINISTRATOR', scope: '' } as const;
      await Promise.all([
        service.lock(first, two[1], undefined),
        round % 2
          ? service.lock(second, two[0], undefined)
          : service.revokeRole(second, { ...revoke, username: two[0] }, undefined),
      ]);
      const left = await hospital.sql(`SELECT FROM role_grant g JOIN account a ON a.person_id = g.person_id
        WHERE g.role = 'ADMINISTRATOR' AND g.revoked_at IS NULL AND a.locked_at IS NULL`);
      if (left.length === 0) nobodyLeft++;
      await hospital.sql('UPDATE account SET locked_at = NULL');
      await hospital.sql(`UPDATE role_grant SET revoked_at = NULL WHERE role = 'ADMINISTRATOR' AND revoked_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM role_grant o WHERE o.person_id = role_grant.person_id AND o.role = 'ADMINISTRATOR' AND o.revoked_at IS NULL)`);
    }
    return nobodyLeft;
  };

  it('never both succeed', async () => {
    expect(await rounds(ROUNDS)).toBe(0);
  });

  it('both succeed in the planted twin, which counts without locking', async () => {
    const store = hospital.app.get(AccountStore);
    const administratorsWithout = store.administratorsWithout.bind(store);
    store.administratorsWithout = async (tx, gone) => {
      const unlocked = new Proxy(tx, {
        get: (target, name) =>
          name === 'query'
            ? (sql: string, params?: unknown[]) => target.query(sql.replace('FOR UPDATE', ''), params)
            : (Reflect.get(target, name) as unknown),
      });
      const count = await administratorsWithout(unlocked, gone);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return count;
    };
    expect(await rounds(10)).toBeGreaterThan(0);
    store.administratorsWithout = administratorsWithout;
  });
});
