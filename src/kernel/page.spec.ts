import fc from 'fast-check';
import { CURSOR_LENGTH_MAX } from './limits.js';
import { decodeCursor, encodeCursor } from './page.js';

describe('a cursor', () => {
  it('carries the sort values of a row and back, in any language, safe in a URL', () => {
    const parts = fc.array(fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(parts, (values) => {
        expect(encodeCursor(values)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(encodeCursor(values))).toEqual(values);
      }),
    );
  });

  it('that this service did not write is none', () => {
    const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const text of ['', 'x', '%', '\u0000', json({ a: 1 }), json([1]), json('a'), json([null])]) {
      expect(decodeCursor(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text)));
  });

  it('is not read when it is longer than any that was written', () => {
    const just = encodeCursor(['x'.repeat((CURSOR_LENGTH_MAX / 4) * 3 - 4)]);
    expect(just.length).toBe(CURSOR_LENGTH_MAX);
    expect(decodeCursor(just)).not.toBeNull();
    expect(decodeCursor(`${just}A`)).toBeNull();
  });
});
