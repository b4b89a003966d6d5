import { Decimal } from 'decimal.js';

/**
 * Money and quantities are text from file to screen. `25.00` and `25` are the same amount written differently: the text is
 * kept, the amount is compared. decimal.js holds every digit it is given; only arithmetic would round, and there is none here.
 */
const DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Whether the text is an amount of at most `precision` digits, `scale` of them after the point, as in numeric(p, s). */
export function isDecimal(text: string, precision: number, scale: number): boolean {
  const parts = DECIMAL.exec(text);
  if (!parts) return false;
  const [, sign = '', whole = '', fraction = ''] = parts;
  if (sign && /^0*$/.test(whole + fraction)) return false;
  return fraction.length <= scale && (whole === '0' ? 0 : whole.length) <= precision - scale;
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`; both are decimals in text. */
export const compareDecimals = (a: string, b: string): number => new Decimal(a).comparedTo(new Decimal(b));

/** Whether two texts are the same amount; false where one of them is no amount. */
export const sameDecimal = (a: string, b: string): boolean =>
  a === b || (DECIMAL.test(a) && DECIMAL.test(b) && compareDecimals(a, b) === 0);
