import { type Digest, sha256 } from '../../kernel/digest.js';

/** What a version wrote of one entry. Without content it made the entry absent. */
export interface WrittenRow {
  readonly dictionary: string;
  readonly code: string;
  readonly content: Digest | null;
  /** The release that each row of the timeline comes from, in the rows' order. */
  readonly origins: readonly string[];
}

const lineOf = (row: WrittenRow): string =>
  [row.dictionary, row.code, row.content ?? '-', row.origins.join(',')].join('\t');

const byBytes = (a: WrittenRow, b: WrittenRow): number =>
  Buffer.compare(Buffer.from(a.dictionary), Buffer.from(b.dictionary)) ||
  Buffer.compare(Buffer.from(a.code), Buffer.from(b.code));

/**
 * SHA-256 over one line for each row written, `dictionary ⇥ code ⇥ content ⇥ origins`, in the order of the bytes of dictionary
 * and code, joined by line feeds. The database computes the same (see rowsDigestSql); a consumer can, too.
 */
export const rowsDigest = (rows: readonly WrittenRow[]): Digest =>
  sha256([...rows].sort(byBytes).map(lineOf).join('\n'));
