import { jest } from '@jest/globals';
import { sha256 } from '../../src/kernel/digest.js';
import { Passwords } from '../../src/identity/password.js';
import { SessionStore } from '../../src/identity/session.store.js';
import { type Answer, useHospital } from '../harness/hospital.js';

const SIGN_IN = `mutation ($username: String!, $password: String!) { answer: signIn(username: $username, password: $password) {
  __typename ... on Session { token expiresAt actor { name username roles { role scope } } }
  ... on LimitExceeded { limit given } ... on Problem { message } } }`;
const ME = '{ me { username } }';
const SIGN_OUT = 'mutation { answer: signOut { __typename ... on SignedOut { ended } ... on Problem { message } } }';

interface SignInAnswer {
  readonly __typename: string;
  readonly token: string;
  readonly expiresAt: string;
  readonly message: string;
  readonly actor: unknown;
}

describe('signing in', () => {
  const hospital = useHospital();

  const signIn = async (username: string, password = 'zidian-demo'): Promise<SignInAnswer> =>
    (await hospital.anonymous.gql<{ answer: SignInAnswer }>(SIGN_IN, { username, password })).answer;
  const ask = (token: string, query: string): Promise<Answer> =>
    hospital.anonymous.raw(query, {}, { authorization: `Bearer ${token}` });
  const isIn = async (token: string): Promise<boolean> => (await ask(token, ME)).status === 200;
  const administer = (mutation: string) => hospital.as('admin').gql(mutation);

  afterEach(() => hospital.sql('DELETE FROM sign_in_throttle'));

  it('answers a session of twelve hours and who it is', async () => {
    const session = await signIn('price-maintainer');
    expect(session.actor).toEqual({
      name: '价格维护员 王敏',
      username: 'price-maintainer',
      roles: [{ role: 'MAINTAINER', scope: 'PRICE' }],
    });
    expect(session.expiresAt).toMatch(/\+08:00$/);
    const hours = (Date.parse(session.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeCloseTo(12, 1);
    expect((await ask(session.token, ME)).body.data).toEqual({ me: { username: 'price-maintainer' } });
  });

  it('takes a username in any case and width', async () => {
    expect((await signIn(' ＡＤＭＩＮ ')).__typename).toBe('Session');
  });

  it('keeps a token only as its SHA-256', async () => {
    const { token } = await signIn('monitor');
    const hash = Buffer.from(sha256(token), 'hex');
    expect(await hospital.sql('SELECT FROM session WHERE token_hash = $1', [hash])).toHaveLength(1);
  });

  it('answers an unknown user, a wrong password and what can be nobody’s name alike', async () => {
    const wrong = await signIn('admin', 'not the password');
    expect(wrong).toEqual({ __typename: 'Forbidden', message: '用户名或密码不正确。' });
    expect(await signIn('nobody-at-all')).toEqual(wrong);
    expect(await signIn('a\u0000b; DROP TABLE person')).toEqual(wrong);
    expect(await signIn('x'.repeat(10_000))).toEqual(wrong);
  });

  it('works as long for an unknown user as for a wrong password', async () => {
    const passwords = hospital.app.get(Passwords);
    const kept = await passwords.hash('a password');
    const medianMs = async (hash: string | null): Promise<number> => {
      const took: number[] = [];
      for (let round = 0; round < 7; round++) {
        const began = performance.now();
        expect(await passwords.matches(hash, 'another one')).toBe(false);
        took.push(performance.now() - began);
      }
      return took.sort((a, b) => a - b)[3] ?? 0;
    };
    const [known, unknown] = [await medianMs(kept), await medianMs(null)];
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3);
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('ends at a sign-out, for the next request', async () => {
    const { token } = await signIn('monitor');
    expect(await isIn(token)).toBe(true);
    expect((await ask(token, SIGN_OUT)).body.data).toEqual({ answer: { __typename: 'SignedOut', ended: true } });
    const after = await ask(token, ME);
    expect(after.status).toBe(401);
    expect(after.headers['www-authenticate']).toBe('Bearer');
    expect(after.body.errors?.[0]).toMatchObject({
      message: '登录已失效，请重新登录。',
      extensions: { code: 'Unauthenticated' },
    });
  });

  it('ends when it expires', async () => {
    const { token } = await signIn('monitor');
    await hospital.sql(`UPDATE session SET expires_at = now() WHERE token_hash = $1`, [
      Buffer.from(sha256(token), 'hex'),
    ]);
    expect(await isIn(token)).toBe(false);
  });

  it('ends everywhere when an administrator locks the account, which then cannot sign in', async () => {
    const tokens = [await signIn('finance-reviewer'), await signIn('finance-reviewer')].map(({ token }) => token);
    for (const token of tokens) expect(await isIn(token)).toBe(true);
    await administer('mutation { lockAccount(username: "finance-reviewer") { __typename } }');
    for (const token of tokens) expect(await isIn(token)).toBe(false);
    expect(await signIn('finance-reviewer')).toMatchObject({ message: '账号已锁定，请联系系统管理员。' });
    expect(await signIn('finance-reviewer', 'not the password')).toMatchObject({ message: '用户名或密码不正确。' });
    await administer('mutation { unlockAccount(username: "finance-reviewer") { __typename } }');
    for (const token of tokens) expect(await isIn(token)).toBe(false);
    expect((await signIn('finance-reviewer')).__typename).toBe('Session');
  });

  it('that another process ended reads for a second at most, and writes nothing', async () => {
    const { token } = await signIn('monitor');
    expect(await isIn(token)).toBe(true);
    await hospital.sql('UPDATE session SET revoked_at = now() WHERE token_hash = $1', [
      Buffer.from(sha256(token), 'hex'),
    ]);
    expect((await ask(token, SIGN_OUT)).status).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await isIn(token)).toBe(false);
  });

  it('sees a role that was taken away at the next request', async () => {
    const { token } = await signIn('monitor');
    const verify = async () => (await ask(token, '{ verifyAudit { intact } }')).body.errors?.[0]?.extensions?.['code'];
    expect(await verify()).toBeUndefined();
    await administer('mutation { revokeRole(username: "monitor", role: MONITOR) { __typename } }');
    expect(await verify()).toBe('Forbidden');
    await administer('mutation { grantRole(username: "monitor", role: MONITOR) { __typename } }');
    expect(await verify()).toBeUndefined();
  });

  it('is refused over HTTP, not taken for nobody, where the header holds anything else than a live token', async () => {
    for (const authorization of [
      'Bearer zs_wrong',
      `Bearer zs_${'A'.repeat(43)}`,
      'Basic YWRtaW46eA==',
      'zidian-demo',
    ]) {
      expect((await hospital.anonymous.raw(ME, {}, { authorization })).status).toBe(401);
    }
    expect((await hospital.anonymous.raw(ME)).body.data).toEqual({ me: null });
  });

  it('is recorded, without a password or a token', async () => {
    const { token } = await signIn('duty-officer');
    const [event] = await hospital.sql(
      "SELECT * FROM audit_event WHERE action = 'session.signIn' ORDER BY seq DESC LIMIT 1",
    );
    expect(event).toMatchObject({ subject: 'duty-officer', detail: '{"address":"127.0.0.1"}' });
    expect(JSON.stringify(event)).not.toContain(token);
  });
});

describe('guessing passwords', () => {
  const hospital = useHospital();
  const guess = async (username: string, password: string): Promise<SignInAnswer> =>
    (await hospital.anonymous.gql<{ answer: SignInAnswer }>(SIGN_IN, { username, password })).answer;
  const guessTimes = async (count: number, username = 'it-reviewer'): Promise<readonly string[]> => {
    const answers = await Promise.all(Array.from({ length: count }, (_, index) => guess(username, `guess ${index}`)));
    return answers.map(({ __typename }) => __typename);
  };

  beforeEach(() => hospital.sql('DELETE FROM sign_in_throttle'));

  it('is looked at ten times in fifteen minutes, be it all at once, and then not even when right', async () => {
    const kinds = await guessTimes(30);
    expect(kinds.filter((kind) => kind === 'Forbidden')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'LimitExceeded')).toHaveLength(20);
    expect(await guess('it-reviewer', 'zidian-demo')).toEqual({
      __typename: 'LimitExceeded',
      message: '登录失败次数过多，请在 15 分钟后再试。',
      limit: 10,
      given: 31,
    });
    expect((await guess('it-reviewer-2', 'zidian-demo')).__typename).toBe('Session');
  });

  it('is looked at thirty times in the planted twin, which counts an attempt only once it has failed', async () => {
    const store = hospital.app.get(SessionStore);
    const uncounted = jest
      .spyOn(store, 'countAttempt')
      .mockResolvedValue({ counts: [], now: new Date().toISOString() });
    const kinds = await guessTimes(30);
    uncounted.mockRestore();
    expect(kinds.filter((kind) => kind === 'Forbidden')).toHaveLength(30);
  });

  it('gets the same answer for a user who does not exist', async () => {
    const kinds = await guessTimes(11, 'no-such-user');
    expect(kinds.filter((kind) => kind === 'LimitExceeded')).toHaveLength(1);
  });

  it('may go on when the window has ended', async () => {
    await guessTimes(12);
    await hospital.sql(`UPDATE sign_in_throttle SET window_ends_at = now()`);
    expect((await guess('it-reviewer', 'zidian-demo')).__typename).toBe('Session');
  });

  it('is forgotten by a success, which does not count against its address either', async () => {
    await guessTimes(9);
    expect((await guess('it-reviewer', 'zidian-demo')).__typename).toBe('Session');
    const rows = await hospital.sql('SELECT key, failures FROM sign_in_throttle');
    expect(rows).toEqual([{ key: 'address:127.0.0.1', failures: 9 }]);
  });

  it('is stopped at sixty from one address, whatever names are tried', async () => {
    await hospital.sql(`INSERT INTO sign_in_throttle VALUES ('address:127.0.0.1', 59, now() + interval '5 minutes')`);
    expect((await guess('somebody', 'x')).__typename).toBe('Forbidden');
    expect(await guess('somebody-else', 'x')).toMatchObject({
      __typename: 'LimitExceeded',
      message: '登录失败次数过多，请在 5 分钟后再试。',
    });
  });

  it('leaves one line in the record, not one for each guess', async () => {
    const lines = () => hospital.sql("SELECT FROM audit_event WHERE action = 'session.throttle'");
    const before = (await lines()).length;
    await guessTimes(25);
    expect(await lines()).toHaveLength(before + 1);
  });

  it('does not fill the table: windows long over are swept', async () => {
    await hospital.sql(
      `INSERT INTO sign_in_throttle SELECT 'account:x' || n, 1, now() - interval '2 hours' FROM generate_series(1, 30) n`,
    );
    await guessTimes(2);
    expect(await hospital.sql("SELECT FROM sign_in_throttle WHERE key LIKE 'account:x%'")).toHaveLength(0);
  });
});
