import {
  type AccountInput,
  checkAccount,
  checkApiKey,
  checkGrant,
  checkPassword,
  foldUsername,
} from './account-input.js';
import { DICTIONARY_KINDS, ROLES } from './actor.js';

const input = (change: Partial<AccountInput> = {}): AccountInput => ({
  username: 'wang.min',
  name: '王敏',
  staffNumber: '100234',
  password: 'correct horse',
  ...change,
});
const codes = (change: Partial<AccountInput>) => checkAccount(input(change)).map(({ path, code }) => `${path} ${code}`);

describe('the input of an account', () => {
  it('is in order for a person of the hospital', () => {
    expect(checkAccount(input())).toEqual([]);
    expect(checkAccount(input({ username: ' Wang.Min ' }))).toEqual([]);
  });

  it('names every fault at once, each with its path', () => {
    expect(codes({ username: 'x', name: ' ', staffNumber: '', password: 'short' })).toEqual([
      'input.username username',
      'input.staffNumber staffNumber',
      'input.name name',
      'input.password passwordLength',
    ]);
  });

  it.each(['王敏\u202e', '王\u0000敏', '王\ud800敏', 'x'.repeat(65)])(
    'refuses a name that a person cannot read: %j',
    (name) => {
      expect(codes({ name })).toEqual(['input.name name']);
    },
  );

  it.each(['DEMO-01', 'demo-01', 'MACHINE-HIS'])(
    'keeps staff number %s for demonstrations and machines',
    (staffNumber) => {
      expect(codes({ staffNumber })).toContain('input.staffNumber reservedStaffNumber');
    },
  );

  it('takes passwords of 10 to 200 characters that are not the username', () => {
    const faults = (password: string) => checkPassword(password, 'long.username', 'password').map(({ code }) => code);
    expect(faults('x'.repeat(9))).toEqual(['passwordLength']);
    expect(faults('x'.repeat(10))).toEqual([]);
    expect(faults('x'.repeat(200))).toEqual([]);
    expect(faults('x'.repeat(201))).toEqual(['passwordLength']);
    expect(faults('Long.Username')).toEqual(['passwordIsUsername']);
  });

  it('folds usernames that look the same', () => {
    expect(foldUsername(' ＡＤＭＩＮ ')).toBe('admin');
  });
});

describe('the scope of a role', () => {
  it('is a kind for maintainers, a reviewer role for reviewers, and nothing for the rest', () => {
    for (const kind of DICTIONARY_KINDS) expect(checkGrant('MAINTAINER', kind)).toEqual([]);
    expect(checkGrant('MAINTAINER', '').map(({ code }) => code)).toEqual(['kindScope']);
    expect(checkGrant('REVIEWER', 'PRICING')).toEqual([]);
    expect(checkGrant('REVIEWER', 'pricing').map(({ code }) => code)).toEqual(['reviewerScope']);
    for (const role of ROLES.filter((one) => one !== 'MAINTAINER' && one !== 'REVIEWER')) {
      expect(checkGrant(role, '')).toEqual([]);
      expect(checkGrant(role, 'PRICE').map(({ code }) => code)).toEqual(['noScope']);
    }
  });
});

describe('the input of an API key', () => {
  it('names a system and at least one channel', () => {
    expect(checkApiKey({ system: 'HIS', name: '门诊收费系统', channels: ['PRODUCTION'] })).toEqual([]);
    const faults = checkApiKey({ system: 'h i s', name: '', channels: [] });
    expect(faults.map(({ path }) => path)).toEqual(['input.system', 'input.channels', 'input.name']);
    expect(checkApiKey({ system: 'HIS', name: 'HIS', channels: ['TEST', '*'] }).map(({ path }) => path)).toEqual([
      'input.channels[1]',
    ]);
  });
});
