import fc from 'fast-check';
import { textParts } from './text-parts.js';

const joined = (before: string, after: string, without: 'REMOVED' | 'ADDED'): string =>
  (textParts(before, after) ?? [])
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

describe('the parts of a long text', () => {
  it('name what stayed, went and came', () => {
    const before = '含标本采集、质控、检测、出具报告，不含加急';
    const after = '含标本采集、质控、检测、审核、出具报告，不含加急';
    expect(textParts(before, after)).toEqual([
      { kind: 'KEPT', text: '含标本采集、质控、检测、' },
      { kind: 'ADDED', text: '审核、' },
      { kind: 'KEPT', text: '出具报告，不含加急' },
    ]);
  });

  it('are none for what is short or no text', () => {
    expect(textParts('血常规', '血常规检查')).toBeNull();
    expect(textParts(3, 'x'.repeat(30))).toBeNull();
  });

  it('joined are the two texts again', () => {
    const long = fc.string({ minLength: 21, maxLength: 60 });
    fc.assert(
      fc.property(long, long, (before, after) => {
        expect(joined(before, after, 'ADDED')).toBe(before);
        expect(joined(before, after, 'REMOVED')).toBe(after);
      }),
    );
  });

  it('of texts that have nothing in common are the one and the other, in no time', () => {
    const [before, after] = ['a'.repeat(4_000), 'b'.repeat(4_000)];
    expect(textParts(before, after)).toEqual([
      { kind: 'REMOVED', text: before },
      { kind: 'ADDED', text: after },
    ]);
  });
});
