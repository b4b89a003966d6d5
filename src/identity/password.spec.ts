import { Busy } from '../kernel/problem.js';
import { CHECKS_MAX, DECOY, Passwords } from './password.js';

describe('passwords', () => {
  it('are kept as argon2id with OWASP’s parameters, a salt each, and so is the decoy', async () => {
    const passwords = new Passwords();
    const [one, two] = [await passwords.hash('同一个密码'), await passwords.hash('同一个密码')];
    expect(one).not.toBe(two);
    for (const kept of [one, two, DECOY]) expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches(one, '同一个密码')).toBe(true);
    expect(await passwords.matches(one, '另一个密码')).toBe(false);
  });

  it('are the same in every Unicode form that an input method may write', async () => {
    const passwords = new Passwords();
    const kept = await passwords.hash('ｐａｓｓ１２３４５６');
    expect(await passwords.matches(kept, 'pass123456')).toBe(true);
  });

  it('match nobody’s account', async () => {
    expect(await new Passwords().matches(null, 'anything')).toBe(false);
  });

  it('are checked so many at once, and one more is told to come again', async () => {
    const passwords = new Passwords();
    const under = Array.from({ length: CHECKS_MAX }, () => passwords.matches(null, 'x'));
    expect(await passwords.matches(null, 'x')).toBeInstanceOf(Busy);
    expect(new Set(await Promise.all(under))).toEqual(new Set([false]));
    expect(await passwords.matches(null, 'x')).toBe(false);
  });
});
