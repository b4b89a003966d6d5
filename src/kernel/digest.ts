import { createHash, hash } from 'node:crypto';

declare const digestBrand: unique symbol;

/** SHA-256 as 64 lower-case hexadecimal digits. */
export type Digest = string & { readonly [digestBrand]: true };

const HEX = /^[0-9a-f]{64}$/;
const BYTES = 32;

/** Text is hashed as UTF-8. */
export const sha256 = (data: string | Uint8Array): Digest => hash('sha256', data, 'hex') as Digest;

/** The SHA-256 of all parts one after another, which need never lie in memory together. */
export function sha256OfParts(parts: Iterable<string>): Digest {
  const hashing = createHash('sha256');
  for (const part of parts) hashing.update(part, 'utf8');
  return hashing.digest('hex') as Digest;
}

/** A digest that somebody wrote down; null where it is none. Capital digits are the same digest. */
export function parseDigest(text: string): Digest | null {
  const lower = text.toLowerCase();
  return HEX.test(lower) ? (lower as Digest) : null;
}

/** As the database keeps it: 32 bytes. */
export const bytesOf = (digest: Digest): Buffer => Buffer.from(digest, 'hex');

/** From the database's 32 bytes; any other length is a bug. */
export function digestOf(bytes: Uint8Array): Digest {
  if (bytes.length !== BYTES) throw new RangeError(`digestOf: ${bytes.length} bytes are no SHA-256`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex') as Digest;
}
