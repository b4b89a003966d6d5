/** GTIN-14, as the 药品本位码 uses it: 14 digits, of which the last makes the sum, weighted 3, 1, 3, 1… from the left, end in 0. */
export function hasGtin14CheckDigit(text: string): boolean {
  if (!/^[0-9]{14}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}
