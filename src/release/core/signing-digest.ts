import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256 } from '../../kernel/digest.js';
import type { Instant } from '../../kernel/timeline.js';

/** A release as it was made. */
export interface ReleaseHead {
  readonly number: string;
  readonly kind: string;
  readonly requestId: string | null;
  readonly digest: Digest;
  readonly retroactive: boolean;
  readonly signedAt: Instant;
}

/** A sign-off with everything that was said. */
export interface FullSignOff {
  readonly id: string;
  readonly revision: number;
  readonly digest: Digest;
  readonly reviewerId: string;
  readonly role: string;
  readonly decision: string;
  readonly comment: string | null;
  readonly at: Instant;
}

/** Only what was made, whatever else the object given carries. */
const releaseHead = ({ number, kind, requestId, digest, retroactive, signedAt }: ReleaseHead): ReleaseHead => ({
  number,
  kind,
  requestId,
  digest,
  retroactive,
  signedAt,
});

/** Only what was said, whatever else the object given carries. */
const fullSignOff = (signOff: FullSignOff): FullSignOff => ({
  id: signOff.id,
  revision: signOff.revision,
  digest: signOff.digest,
  reviewerId: signOff.reviewerId,
  role: signOff.role,
  decision: signOff.decision,
  comment: signOff.comment,
  at: signOff.at,
});

/**
 * SHA-256 over a release's head and every sign-off of its request, stale ones too, in the order of their ids. A request takes no
 * sign-off once it is signed, so this never changes again, and each version that carries the release seals it.
 */
export const signingDigest = (release: ReleaseHead, signOffs: readonly FullSignOff[]): Digest =>
  sha256(
    canonicalJson({
      release: releaseHead(release),
      signOffs: signOffs.map(fullSignOff).sort((a, b) => (a.id < b.id ? -1 : 1)),
    }),
  );
