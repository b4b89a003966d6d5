import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256 } from '../../kernel/digest.js';
import { says, type Message } from '../../kernel/message.js';
import type { Instant } from '../../kernel/timeline.js';

/** A version of a channel as its hash covers it. Consumers recompute the hash: every member is text or a number. */
export interface VersionRecord {
  readonly channel: string;
  readonly epoch: string;
  readonly version: number;
  /** RELEASE, or EPOCH where a restored backup begins a new epoch. */
  readonly kind: string;
  readonly release: string | null;
  /** The digest that was signed. */
  readonly releaseDigest: Digest | null;
  /** Over the release's head and every sign-off of its request, see signing-digest. */
  readonly signOffs: Digest;
  /** Null where the product founded the channel. */
  readonly appliedBy: string | null;
  readonly appliedAt: Instant;
  readonly rowsDigest: Digest;
  readonly rowCount: number;
  readonly previous: Digest;
}

export interface SealedVersion extends VersionRecord {
  readonly hash: Digest;
}

/** What the first version of a channel follows. */
export const BEFORE_FIRST = '0'.repeat(64) as Digest;

/** What a channel says of its newest version. */
export interface Head {
  readonly version: number;
  readonly epoch: string;
  readonly hash: Digest;
}

export const versionHash = (record: VersionRecord): Digest =>
  sha256(
    canonicalJson({
      channel: record.channel,
      epoch: record.epoch,
      version: record.version,
      kind: record.kind,
      release: record.release,
      releaseDigest: record.releaseDigest,
      signOffs: record.signOffs,
      appliedBy: record.appliedBy,
      appliedAt: record.appliedAt,
      rowsDigest: record.rowsDigest,
      rowCount: record.rowCount,
      previous: record.previous,
    }),
  );

export const seal = (record: VersionRecord): SealedVersion => ({ ...record, hash: versionHash(record) });

/** Where a chain breaks first, and how. */
export interface Break {
  readonly version: number;
  readonly says: Message;
}

const broken = (version: number, key: string): Break => ({ version, says: says(`release.broken.${key}`, { version }) });

const linkFault = (expected: number, previous: SealedVersion | undefined, sealed: SealedVersion): Break | null => {
  if (sealed.version !== expected) return broken(expected, 'missingVersion');
  if (sealed.previous !== (previous?.hash ?? BEFORE_FIRST)) return broken(expected, 'link');
  if (versionHash(sealed) !== sealed.hash) return broken(expected, 'hash');
  if (previous && sealed.kind !== 'EPOCH' && sealed.epoch !== previous.epoch) return broken(expected, 'epoch');
  return previous && sealed.channel !== previous.channel ? broken(expected, 'channel') : null;
};

/** The first break of a chain, oldest version first, that must begin at version 0 and end at the head; null where it holds. */
export const chainFault = (versions: readonly SealedVersion[], head: Head): Break | null => {
  for (const [index, sealed] of versions.entries()) {
    const fault = linkFault(index, versions[index - 1], sealed);
    if (fault) return fault;
  }
  const last = versions.at(-1);
  if (head.version !== versions.length - 1) return broken(Math.min(head.version + 1, versions.length), 'head');
  if (last && (last.hash !== head.hash || last.epoch !== head.epoch)) return broken(last.version, 'head');
  return null;
};

/** A head as it was written down outside the database. */
export interface Anchor extends Head {
  readonly channel: string;
}

/**
 * Compares a chain with heads recorded outside: what was once a head must still be there, unaltered. This finds what no
 * chain can find by itself, a tail that was cut and a history that was written anew.
 */
export const anchorFault = (versions: readonly SealedVersion[], anchors: readonly Anchor[]): Break | null => {
  const faults = anchors.flatMap((anchor): Break[] => {
    const sealed = versions[anchor.version];
    if (!sealed) return [broken(versions.length, 'cut')];
    return sealed.hash === anchor.hash && sealed.epoch === anchor.epoch ? [] : [broken(anchor.version, 'anchor')];
  });
  return firstBreak(faults);
};

export const firstBreak = (breaks: readonly Break[]): Break | null =>
  breaks.reduce<Break | null>((first, next) => (first === null || next.version < first.version ? next : first), null);
