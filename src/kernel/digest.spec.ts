import fc from 'fast-check';
import { bytesOf, digestOf, parseDigest, sha256, sha256OfParts } from './digest.js';

const EMPTY_TEXT = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('a digest', () => {
  it('is SHA-256 in lower-case hexadecimal, of text as UTF-8', () => {
    expect(sha256('')).toBe(EMPTY_TEXT);
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('收费')).toBe(sha256(Buffer.from('收费', 'utf8')));
  });

  it('of parts is that of the parts joined', () => {
    expect(sha256OfParts(['血', '常规', ''])).toBe(sha256('血常规'));
  });

  it('comes back from the bytes that the database keeps', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(digestOf(bytesOf(sha256(text)))).toBe(sha256(text))));
    expect(bytesOf(sha256('')).length).toBe(32);
    expect(() => digestOf(Buffer.alloc(31))).toThrow(RangeError);
  });

  it('is read from what somebody typed, whatever the case, and from nothing else', () => {
    expect(parseDigest(EMPTY_TEXT.toUpperCase())).toBe(EMPTY_TEXT);
    for (const text of ['', EMPTY_TEXT.slice(1), `${EMPTY_TEXT}0`, EMPTY_TEXT.replace('e', 'g')]) {
      expect(parseDigest(text)).toBeNull();
    }
  });
});
