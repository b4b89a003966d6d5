import { detectDelimiter, looksLikeGb18030 } from './table-text.js';

describe('a table that somebody saved', () => {
  it.each([
    ['code,name,cityCode', ','],
    ['code\tdisease', '\t'],
    ['code;name;price', ';'],
    ['code\t"name, as printed, in full"', '\t'],
    ['code', ','],
  ])('%j is divided by %j', (header, delimiter) => {
    expect(detectDelimiter(header)).toBe(delimiter);
  });

  it('in GB18030 is known as such, also when it is cut in the middle of a character', () => {
    const saved = Uint8Array.from([0xbd, 0xaf, 0xcb, 0xd5, 0x2c, 0x31, 0xb3]);
    expect(looksLikeGb18030(saved)).toBe(true);
  });

  it('of other bytes is not', () => {
    expect(looksLikeGb18030(Uint8Array.from([0xff, 0x00, 0xff, 0x41, 0xff]))).toBe(false);
  });
});
