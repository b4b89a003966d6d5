const DIGITS_MIN = 4;

/** `C2026-0001`: the hospital's year and a running number that may have gaps and pass 9999. */
export const requestNumber = (year: string, sequence: number): string =>
  `C${year}-${String(sequence).padStart(DIGITS_MIN, '0')}`;
