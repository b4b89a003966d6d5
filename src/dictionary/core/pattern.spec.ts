import fc from 'fast-check';
import { PATTERN_LENGTH_MAX } from '../../kernel/limits.js';
import { compiled, patternFault } from './pattern.js';

/** Formats that hold on real codes. */
const REAL = [
  '^X[A-Z]\\d{2}[A-Z]{2}[A-Z]\\d{3}[A-Z]\\d{3}\\d{4}\\d{5}$',
  '^[A-Z](\\d{2}([A-Z]([A-Z](\\d{2})?)?)?)?$',
  '^(00[0-9]{13}|C[0-9]{19}([0-9]{7})?)$',
  '^4[0-9]{3}([0-9]{2}){0,3}$',
  '^国药准字[A-Z]{1,2}\\d{8}$',
  '^[A-Z]\\d{2}(\\.\\d{3})?([xX]\\d{3})?[*†]?$',
  '^[\\u4e00-\\u9fff]{1,20}$',
  '^\\p{L}+$',
  '^\\d+(\\.\\d+)?$',
  '^[0-9A-Z]{1,20}-[0-9]{1,3}$',
  '^(?:A|B)\\$$',
  '^[\\]^-]$',
];

describe('a pattern that may judge codes', () => {
  it.each(REAL)('%s is one', (pattern) => {
    expect(patternFault(pattern)).toBeNull();
  });

  it.each(['[A-Z]+', '^[A-Z]+', '[A-Z]+$', '^A|B$', '^A\\$', '', '^(A)|(B)$'])(
    '%s is none: it would allow whatever merely holds a match',
    (pattern) => {
      expect(patternFault(pattern)).toBe('UNANCHORED');
    },
  );

  it.each(['^[A-Z$', '^(A$', '^A{2,1}$', '^\\-$', '^*$', `^${'A'.repeat(PATTERN_LENGTH_MAX - 1)}$`])(
    '%s is none that can be read',
    (pattern) => {
      expect(patternFault(pattern)).toBe('INVALID');
    },
  );

  it('may be as long as the limit and no longer', () => {
    expect(patternFault(`^${'A'.repeat(PATTERN_LENGTH_MAX - 2)}$`)).toBeNull();
  });

  it.each([
    '^(?=A)A$',
    '^(?!A).$',
    '^(?<=A)B$',
    '^(A)\\1$',
    '^(?<n>A)$',
    '^A\\b$',
    '^A$B$',
    '^A^$',
    '^A$|^B$',
    '^(?i:a)$',
  ])('%s uses more than a reader of codes needs', (pattern) => {
    expect(patternFault(pattern)).toBe('UNSUPPORTED');
  });

  it.each([
    '^(a+)+$',
    '^(a*)*$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(a?){30}$',
    `^${'a?'.repeat(30)}a{30}$`,
    '^(a{1,20}){10}$',
    '^.*.*.*$',
    '^(\\d+|[0-9A-F]+){2,}$',
    '^([A-Z]+,)*$',
    '^(((a?)?)?){9,}$',
    '^\\d{1,200}\\d{1,200}\\d{1,200}$',
  ])('%s could stop the service with one hostile text', (pattern) => {
    expect(patternFault(pattern)).toBe('UNSAFE');
  });
});

describe('a pattern that is let through', () => {
  const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '\\d', '\\w');
  const quantifier = fc.constantFrom('', '?', '*', '+', '{2}', '{0,3}', '{1,20}', '*?', '{3,}');
  const body: fc.Arbitrary<string> = fc.letrec<{ body: string; piece: string }>((tie) => ({
    body: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
    piece: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(leaf, quantifier).map(([atom, repeat]) => atom + repeat),
      fc.tuple(tie('body'), tie('body'), quantifier).map(([one, other, repeat]) => `(${one}|${other})${repeat}`),
      fc.tuple(tie('body'), quantifier).map(([one, repeat]) => `(?:${one})${repeat}`),
    ),
  })).body;

  it('judges a hostile text of a thousand characters at once', () => {
    fc.assert(
      fc.property(body, fc.constantFrom('a', 'b', 'ab', 'aab', '1'), (source, unit) => {
        const pattern = `^${source}$`;
        fc.pre(patternFault(pattern) === null);
        const text = `${unit.repeat(Math.ceil(1_000 / unit.length))}!`;
        const started = performance.now();
        compiled(pattern).test(text);
        expect(performance.now() - started).toBeLessThan(200);
      }),
      { numRuns: 500 },
    );
  });
});
