/** `R2026-0042`; a year may pass 9999 releases, and a number given to a release that rolled back stays a gap. */
export const releaseNumber = (hospitalYear: number, sequence: number): string =>
  `R${hospitalYear}-${String(sequence).padStart(4, '0')}`;

export const GENESIS = 'GENESIS';
