import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256 } from '../../kernel/digest.js';
import type { Instant } from '../../kernel/timeline.js';

/** One state change as the record keeps it. `detail` is canonical JSON, kept as the text that was hashed. */
export interface AuditLink {
  readonly seq: number;
  readonly at: Instant;
  /** The person who did it; null where the service itself did. */
  readonly actorId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly previous: Digest;
}

export interface StoredLink extends AuditLink {
  readonly hash: Digest;
}

/** Where a chain stands: the number and hash of its last link. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: Digest;
}

export const ORIGIN: ChainHead = { seq: 0, hash: '0'.repeat(64) as Digest };

export const linkHash = ({ seq, at, actorId, action, subject, detail, previous }: AuditLink): Digest =>
  sha256(canonicalJson({ seq, at, actorId, action, subject, detail, previous }));

export type BreakKind = 'missing' | 'relinked' | 'altered' | 'beyondHead' | 'cutTail' | 'head';

/** The first place where the record is not what was written. */
export interface Break {
  readonly seq: number;
  readonly kind: BreakKind;
}

export type ChainReading = { readonly head: ChainHead } | { readonly broken: Break };

/** Follows a chain from a head over links in the order of their numbers, and stops at the first that does not hold. */
export const follow = (from: ChainHead, links: readonly StoredLink[]): ChainReading => {
  let head = from;
  for (const link of links) {
    if (link.seq > head.seq + 1) return { broken: { seq: head.seq + 1, kind: 'missing' } };
    if (link.seq !== head.seq + 1 || link.previous !== head.hash)
      return { broken: { seq: link.seq, kind: 'relinked' } };
    if (linkHash(link) !== link.hash) return { broken: { seq: link.seq, kind: 'altered' } };
    head = { seq: link.seq, hash: link.hash };
  }
  return { head };
};

/** Compares where the links end with what the head row says. A tail cut together with its head row needs an anchor outside. */
export const compareWithHead = (reached: ChainHead, recorded: ChainHead): Break | null => {
  if (reached.seq < recorded.seq) return { seq: reached.seq + 1, kind: 'cutTail' };
  if (reached.seq > recorded.seq) return { seq: recorded.seq + 1, kind: 'beyondHead' };
  return reached.hash === recorded.hash ? null : { seq: recorded.seq, kind: 'head' };
};
