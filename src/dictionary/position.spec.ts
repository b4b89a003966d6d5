import { parsePosition, positionText, reaches } from './position.js';

describe('a position', () => {
  const position = { channel: 'PRODUCTION', version: 128, epoch: '1a2b3c4d5e6f7081' };

  it('is written with the first eight digits of its epoch, and read again', () => {
    expect(positionText(position)).toBe('PRODUCTION@128#1a2b3c4d');
    expect(parsePosition('PRODUCTION@128#1a2b3c4d')).toEqual({ ...position, epoch: '1a2b3c4d' });
  });

  it.each([
    '',
    'PRODUCTION',
    'PRODUCTION@',
    'PRODUCTION@-1#1a2b3c4d',
    'PRODUCTION@1',
    'production@1#1a2b3c4d',
    'PRODUCTION@1#1a2b3c4d5',
    'PRODUCTION@1#1a2b3c4d\n',
    'A@9999999999#1a2b3c4d',
  ])('is none of what only looks like one: %j', (text) => expect(parsePosition(text)).toBeNull());

  it('is reached by the same version and later ones of the same channel and epoch', () => {
    const minimum = { ...position, epoch: '1a2b3c4d' };
    expect(reaches(position, minimum)).toBe(true);
    expect(reaches({ ...position, version: 129 }, minimum)).toBe(true);
    expect(reaches({ ...position, version: 127 }, minimum)).toBe(false);
    expect(reaches({ ...position, channel: 'PILOT' }, minimum)).toBe(false);
    expect(reaches({ ...position, version: 500, epoch: 'ffffffff' }, minimum)).toBe(false);
  });
});
