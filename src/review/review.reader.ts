import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import type { ChangeRequestStatus } from '../change-request/core/lifecycle.js';
import type { EvidenceFacts } from '../change-request/core/evidence.js';
import type { Policy } from './core/policy.js';
import { pinnedSignOffs, type RequiredSignOff, requiredSignOffs, type Signing, unitedLines } from './core/required.js';
import { FactsReader } from './facts.reader.js';
import { type PinnedPolicy, PolicyStore } from './policy.store.js';
import type { SignOff } from './sign-off.entity.js';
import { SignOffStore } from './sign-off.store.js';

/** How the review of a request stands. */
export interface Review {
  readonly editors: readonly string[];
  readonly signOffs: readonly SignOff[];
  readonly signing: Signing;
  /** What the policies pinned at submission ask; nothing before a submission. */
  readonly pinned: readonly RequiredSignOff[];
  /** What the policies in force ask now; nothing of a request that can be signed no more. */
  readonly inForce: readonly RequiredSignOff[];
  /** Both, each policy named once. */
  readonly lines: readonly RequiredSignOff[];
}

/** Statuses in which the policies of the submission are pinned, and those in which the policies in force still matter. */
const PINNED: readonly ChangeRequestStatus[] = ['IN_REVIEW', 'SIGNED', 'SUPERSEDED'];
const OPEN: readonly ChangeRequestStatus[] = ['DRAFT', 'CHANGES_REQUESTED', 'IN_REVIEW'];

@Injectable()
export class ReviewReader {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly signOffs: SignOffStore,
    private readonly policies: PolicyStore,
    private readonly facts: FactsReader,
  ) {}

  /** Everything about the review of a request. `inForce` where the policies in force are at hand already. */
  async of(db: EntityManager, request: ChangeRequest, inForce?: readonly Policy[]): Promise<Review> {
    const people = await this.peopleOf(db, request);
    const { signing } = people;
    const pins = PINNED.includes(request.status) ? await this.pins(db, request.id) : [];
    const pinned = await this.linesPinned(db, pins, signing);
    const now = OPEN.includes(request.status) ? await this.linesInForce(db, request, signing, inForce) : [];
    return { ...people, pinned, inForce: now, lines: unitedLines(pinned, now) };
  }

  /** Who edited and who signed a request, and what lies with it. */
  async peopleOf(
    db: EntityManager,
    { id, digest }: ChangeRequest,
  ): Promise<Pick<Review, 'editors' | 'signOffs' | 'signing'>> {
    const editors = (await this.requests.editors(db, [id])).get(id) ?? [];
    const signOffs = await this.signOffs.ofRequest(db, id);
    const attached = await this.attached(db, id);
    return { editors, signOffs, signing: { digest, editors: new Set(editors), signOffs, attached } };
  }

  /** What the policies ask that a submission pinned, by the words they had then. */
  async linesPinned(
    db: EntityManager,
    pins: readonly PinnedPolicy[],
    signing: Signing,
  ): Promise<readonly RequiredSignOff[]> {
    return pins.length === 0 ? [] : pinnedSignOffs(await this.policies.pinned(db, pins), signing);
  }

  /** What the policies in force ask of the request, whatever its status. */
  async linesInForce(
    db: EntityManager,
    request: ChangeRequest,
    signing: Signing,
    policies?: readonly Policy[],
  ): Promise<readonly RequiredSignOff[]> {
    const inForce = policies ?? (await this.policies.inForce(db));
    return requiredSignOffs(await this.facts.of(db, request), inForce, signing);
  }

  /** The purposes of the attachments that lie with a request. */
  private async attached(db: EntityManager, requestId: string): Promise<ReadonlySet<string>> {
    const rows = await db.query<{ purpose: string }[]>(
      'SELECT DISTINCT purpose FROM attachment WHERE request_id = $1 AND removed_at IS NULL',
      [requestId],
    );
    return new Set(rows.map(({ purpose }) => purpose));
  }

  private async pins(db: EntityManager, requestId: string): Promise<EvidenceFacts['policies']> {
    const [row] = await db.query<{ evidence: string | null }[]>('SELECT evidence FROM change_request WHERE id = $1', [
      requestId,
    ]);
    return row?.evidence ? (JSON.parse(row.evidence) as EvidenceFacts).policies : [];
  }
}
