import { Demonstration } from '../../src/identity/demonstration.js';
import { FirstAdministrator } from '../../src/identity/first-administrator.js';
import { cloneTemplate, dropDatabase } from '../harness/template.js';
import { OpenHospital } from '../harness/hospital.js';

const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: 'postgres://given@by.the.harness/x' };
const USERNAMES = [
  ...['public-maintainer', 'system-maintainer', 'drug-maintainer', 'price-maintainer', 'pricing-reviewer'],
  ...['pricing-reviewer-2', 'pharmacy-reviewer', 'it-reviewer', 'it-reviewer-2', 'insurance-reviewer'],
  ...['finance-reviewer', 'release-manager', 'duty-officer', 'monitor', 'admin'],
];
const SIGN_IN = `mutation ($u: String!, $p: String!) { signIn(username: $u, password: $p) { __typename } }`;

describe('the accounts of a demonstration', () => {
  let url: string;
  let open: OpenHospital | undefined;
  const start = async (env: Record<string, string> = {}): Promise<OpenHospital> => {
    await open?.leave();
    open = await OpenHospital.on(url, { env });
    return open;
  };
  const signIn = async (username: string, password: string): Promise<string> => {
    const answer = await open?.anonymous.gql<{ signIn: { __typename: string } }>(SIGN_IN, { u: username, p: password });
    return answer?.signIn.__typename ?? '';
  };
  const table = () => open?.app.get(Demonstration).table() ?? '';
  const input = { username: 'gao.ming', name: '高明', staffNumber: '10001', password: 'a real password' };

  beforeEach(async () => {
    url = await cloneTemplate();
  });
  afterEach(async () => {
    await open?.leave();
    open = undefined;
    await dropDatabase(url);
  });

  it('are the fifteen that the documents name, each able to sign in, and shown with their duties', async () => {
    await start();
    for (const username of USERNAMES)
      expect([username, await signIn(username, 'zidian-demo')]).toEqual([username, 'Session']);
    const [heading, , ...rows] = table().split('\n');
    expect(heading).toBe('演示账号，密码都是 zidian-demo：');
    expect(rows.map((row) => row.split(' ')[0])).toEqual(USERNAMES);
    expect(rows[3]).toMatch(/价格维护员 王敏 +维护员 价表$/);
    expect(rows[14]).toMatch(/系统管理员 高明 +系统管理员, 审核员 ADMINISTRATOR$/);
  });

  it('are made once, and a second start writes nothing', async () => {
    const first = await start();
    const count = () => first.sql<{ n: number }>('SELECT count(*)::integer AS n FROM audit_event');
    const [before] = await count();
    const second = await start();
    expect(await second.sql('SELECT count(*)::integer AS n FROM audit_event')).toEqual([before]);
    expect(await second.sql('SELECT FROM account')).toHaveLength(USERNAMES.length);
    expect(await second.sql('SELECT DISTINCT password_hash FROM account')).toHaveLength(1);
  });

  it('get another password when the variable changes, and their sessions end', async () => {
    const first = await start();
    const token = first.as('monitor');
    expect((await token.raw('{ me { name } }')).status).toBe(200);
    await start({ ZIDIAN_DEMO_PASSWORD: 'something else' });
    expect(await signIn('monitor', 'zidian-demo')).toBe('Forbidden');
    expect(await signIn('monitor', 'something else')).toBe('Session');
    expect(table()).toContain('something else');
    expect(await open?.sql(`SELECT FROM session WHERE revoked_at IS NULL`)).toHaveLength(1);
  });

  it('stay locked where somebody locked one, and the list says so', async () => {
    const first = await start();
    await first.as('admin').gql('mutation { lockAccount(username: "monitor") { __typename } }');
    await start();
    expect(table()).toContain('monitor（已锁定）');
    expect(await signIn('monitor', 'zidian-demo')).toBe('Forbidden');
  });

  it('are shut when their database is started in production, where the first administrator is made by a command', async () => {
    await start();
    const production = await start(PRODUCTION);
    expect(table()).toBe('');
    for (const username of USERNAMES) expect(await signIn(username, 'zidian-demo')).toBe('Forbidden');
    const first = production.app.get(FirstAdministrator);
    expect(await first.make(input, false)).toMatchObject({ username: 'gao.ming', name: '高明' });
    expect(await signIn('gao.ming', 'a real password')).toBe('Session');
    expect(await first.make({ ...input, username: 'another', staffNumber: '10002' }, false)).toMatchObject({
      kind: 'ValidationFailed',
      issues: [{ path: 'another', code: 'exists' }],
    });
    expect(await first.make({ ...input, username: 'another', staffNumber: '10002', name: '高峰' }, true)).toMatchObject(
      {
        username: 'another',
      },
    );
    expect(await first.make({ ...input, password: 'short' }, true)).toMatchObject({ kind: 'ValidationFailed' });
  });

  it('are never made in a database that has accounts of its own, whatever it is started as', async () => {
    await open?.leave();
    const empty = await start(PRODUCTION);
    await empty.sql('DELETE FROM session');
    await empty.sql('DELETE FROM role_grant');
    await empty.sql('DELETE FROM account');
    await empty.app.get(FirstAdministrator).make(input, false);
    await start();
    expect(await open?.sql('SELECT FROM account')).toHaveLength(1);
    expect(table()).toBe('这个数据库已有自己的账号，没有建立演示账号。');
    expect(await signIn('admin', 'zidian-demo')).toBe('Forbidden');
  });

  it('lets nobody read without signing in where production does not say so', async () => {
    await start();
    expect(open?.app.get(Demonstration).table()).not.toBe('');
    const production = await start(PRODUCTION);
    const { body } = await production.anonymous.raw('{ me { name } about { demonstration } }');
    expect(body.data).toEqual({ me: null, about: { demonstration: false } });
  });
});
