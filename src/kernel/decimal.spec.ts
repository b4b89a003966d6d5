import fc from 'fast-check';
import { compareDecimals, isDecimal, sameDecimal } from './decimal.js';

const amount = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 18 }),
  )
  .filter(([, whole, fraction]) => whole > 0n || /[1-9]/.test(fraction))
  .map(([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`);

/** The amount in units of 10^-18, exactly. */
const scaled = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(18, '0'));
  return text.startsWith('-') ? -size : size;
};

describe('an amount in text', () => {
  it('compares exactly, also where a float would not see the difference', () => {
    expect(compareDecimals('9.5', '10.00')).toBeLessThan(0);
    expect(compareDecimals('12345678901234567890.0001', '12345678901234567890.0002')).toBeLessThan(0);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const order = scaled(a) < scaled(b) ? -1 : Number(scaled(a) > scaled(b));
        expect(Math.sign(compareDecimals(a, b))).toBe(order);
        expect(sameDecimal(a, b)).toBe(order === 0);
      }),
    );
  });

  it('is the same however many zeros end it, and no text that is none is the same as an amount', () => {
    expect(sameDecimal('25', '25.00')).toBe(true);
    expect(sameDecimal('25.0', '25.01')).toBe(false);
    expect(sameDecimal('25 元', '25')).toBe(false);
  });

  it('has at most the digits that its field allows, before and after the point', () => {
    expect(isDecimal('99999999.9999', 12, 4)).toBe(true);
    expect(isDecimal('100000000', 12, 4)).toBe(false);
    expect(isDecimal('0.00001', 12, 4)).toBe(false);
    expect(isDecimal('0.5', 1, 1)).toBe(true);
    expect(isDecimal('-3', 1, 0)).toBe(true);
  });

  it('is written in one way: no plus, exponent, thousands, blank, leading zero, bare point or negative nothing', () => {
    const wrong = [
      '',
      '+1',
      '1e3',
      '1,000',
      ' 1',
      '1 ',
      '01',
      '.5',
      '5.',
      '-0',
      '-0.00',
      '--1',
      '１',
      '1.2.3',
      'NaN',
      'Infinity',
      '0x1',
    ];
    expect(wrong.filter((text) => isDecimal(text, 12, 4))).toEqual([]);
  });
});
