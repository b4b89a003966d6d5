import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import type { EvidenceFacts } from '../change-request/core/evidence.js';
import { sha256 } from '../kernel/digest.js';
import { says } from '../kernel/message.js';
import { Blocked } from '../kernel/problem.js';
import type { Db } from '../platform/transactor.js';
import type { Release } from './release.entity.js';
import { ReleaseStore } from './release.store.js';
import { SignedStore } from './signed.store.js';

/** Hashes anew what was signed, wherever something is about to rest on it: what differs was altered behind the service. */
@Injectable()
export class SignedEvidence {
  constructor(
    private readonly signed: SignedStore,
    private readonly releases: ReleaseStore,
  ) {}

  /** The evidence of a request in review, where it is still what its digest covers and its changes are. */
  async ofRequest(db: Db, request: ChangeRequest): Promise<string | Blocked> {
    const [row] = await db.query<{ evidence: string | null }[]>('SELECT evidence FROM change_request WHERE id = $1', [
      request.id,
    ]);
    const evidence = row?.evidence ?? '';
    if (sha256(evidence) !== request.digest) return tampered(request.number);
    const isWhole = await this.coversChanges(db, evidence, request);
    return isWhole ? evidence : tampered(request.number);
  }

  /** The evidence of a release, where it, the changes of its request and what they come to are what was signed. */
  async ofRelease(db: Db, release: Release, request: ChangeRequest): Promise<EvidenceFacts | Blocked> {
    const evidence = await this.releases.evidence(db, release.number);
    const isWhole =
      sha256(evidence) === release.digest &&
      (await this.coversChanges(db, evidence, request)) &&
      (await this.signed.isWhatWasAsked(db, release.number, request.id));
    return isWhole ? (JSON.parse(evidence) as EvidenceFacts) : tampered(release.number);
  }

  private async coversChanges(db: Db, evidence: string, request: ChangeRequest): Promise<boolean> {
    const facts = JSON.parse(evidence) as EvidenceFacts;
    const { count, digest } = await this.signed.changesOf(db, request.id);
    return facts.request === request.number && facts.changes.count === count && facts.changes.digest === digest;
  }
}

const tampered = (what: string): Blocked =>
  new Blocked([
    { severity: 'BLOCK', rule: 'evidence.altered', path: what, says: says('release.tampered', { release: what }) },
  ]);
