import { mayEnter } from './server-user.js';

describe('who may enter a folder', () => {
  const user = { uid: 101, gid: 104 };
  it.each([
    ['its owner, by the first digit', { uid: 101, gid: 0, mode: 0o700 }, true],
    ['its owner, whom the other digits do not help', { uid: 101, gid: 104, mode: 0o077 }, false],
    ['its group, by the second', { uid: 0, gid: 104, mode: 0o710 }, true],
    ['everybody else, by the third', { uid: 0, gid: 0, mode: 0o701 }, true],
    ['nobody else, where it is closed', { uid: 0, gid: 0, mode: 0o700 }, false],
  ])('%s', (_who, door, expected) => {
    expect(mayEnter(user, door)).toBe(expected);
  });
});
