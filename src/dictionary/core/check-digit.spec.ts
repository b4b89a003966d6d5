import fc from 'fast-check';
import { hasGtin14CheckDigit } from './check-digit.js';

/** The GTIN-14 that GS1 uses as its example. */
const EXAMPLE = '10614141000415';

const sumOf = (digits: string): number =>
  [...digits].reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);

const aCode = fc.stringMatching(/^[0-9]{13}$/).map((first) => {
  const rest = sumOf(`${first}0`) % 10;
  return `${first}${(10 - rest) % 10}`;
});

describe('the check digit of a drug code', () => {
  it('holds on numbers made by the rule, weights 3 and 1 from the right', () => {
    fc.assert(fc.property(aCode, (code) => expect(hasGtin14CheckDigit(code)).toBe(true)));
    expect(hasGtin14CheckDigit(EXAMPLE)).toBe(true);
  });

  it('finds every single digit that was typed wrong', () => {
    fc.assert(
      fc.property(aCode, fc.nat(13), fc.integer({ min: 1, max: 9 }), (code, at, more) => {
        const wrong = String((Number(code[at]) + more) % 10);
        expect(hasGtin14CheckDigit(code.slice(0, at) + wrong + code.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('is that of 14 plain digits and of nothing else', () => {
    for (const text of ['', '0614141000415', '106141410004150', '1061414100041X', '１0614141000415']) {
      expect(hasGtin14CheckDigit(text)).toBe(false);
    }
  });
});
