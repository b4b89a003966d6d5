import { Injectable } from '@nestjs/common';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import type { ChannelHead } from '../dictionary/channel.store.js';
import type { Actor } from '../identity/core/actor.js';
import { decide } from '../identity/core/decide.js';
import type { Digest } from '../kernel/digest.js';
import {
  BaseChanged,
  type Blocked,
  type Forbidden,
  isProblem,
  type PolicyNotMet,
  WrongState,
} from '../kernel/problem.js';
import type { Tx } from '../platform/transactor.js';
import { policyNotMet } from '../review/core/required.js';
import { type Review, ReviewReader } from '../review/review.reader.js';
import { ApplyStore } from './apply.store.js';
import { channelBefore, nextChannel, ROUTE } from './core/route.js';
import { signingDigest } from './core/signing-digest.js';
import { DefinitionCheck } from './definition.check.js';
import type { Release } from './release.entity.js';
import { SignedEvidence } from './signed-evidence.js';

/** What is to be applied, all of it locked; GENESIS has no request. */
export interface Subject {
  readonly release: Release;
  readonly request: ChangeRequest | null;
  readonly channel: ChannelHead;
}

/** A release that its channel may take up. */
export interface Admitted {
  readonly release: Release;
  readonly channel: ChannelHead;
  /** Over who signed it, as the version will seal it. */
  readonly signOffs: Digest;
}

export type AdmissionRefusal = Forbidden | WrongState | Blocked | PolicyNotMet | BaseChanged;

type People = Pick<Review, 'editors' | 'signOffs' | 'signing'>;

/** Judges whether a channel may take up a release, before anything is written. */
@Injectable()
export class Admission {
  constructor(
    private readonly store: ApplyStore,
    private readonly reviews: ReviewReader,
    private readonly evidence: SignedEvidence,
    private readonly definitions: DefinitionCheck,
  ) {}

  async judge(tx: Tx, actor: Actor, { release, request, channel }: Subject): Promise<Admitted | AdmissionRefusal> {
    if (!request) return new WrongState(release.kind, []);
    const people = await this.reviews.peopleOf(tx, request);
    const refusal =
      mayApply(actor, request, people) ??
      (await this.order(tx, release, request, channel)) ??
      (await this.signatures(tx, release, request, people, channel)) ??
      (await this.bases(tx, release, channel));
    return refusal ?? { release, channel, signOffs: signingDigest(release, people.signOffs) };
  }

  /** TEST, PILOT, PRODUCTION: each takes what the one before holds, and takes it once. */
  private async order(
    tx: Tx,
    release: Release,
    request: ChangeRequest,
    channel: ChannelHead,
  ): Promise<WrongState | null> {
    if (request.status !== 'SIGNED') return new WrongState(request.status, ['SIGNED']);
    const held = await this.store.heldBy(tx, release.number);
    const before = channelBefore(channel.code);
    if (!held.has(channel.code) && (before === null || held.has(before))) return null;
    const furthest = ROUTE.findLast(({ code }) => held.has(code))?.code ?? 'SIGNED';
    const next = nextChannel(new Set(held.keys()));
    return new WrongState(furthest, next === null ? [] : [next]);
  }

  /** What was signed is still what it was, and whoever must have signed it, then and now, has. */
  private async signatures(
    tx: Tx,
    release: Release,
    request: ChangeRequest,
    { signing }: People,
    channel: ChannelHead,
  ): Promise<Blocked | PolicyNotMet | null> {
    const evidence = await this.evidence.ofRelease(tx, release, request);
    if (isProblem(evidence)) return evidence;
    const signed = { ...signing, digest: release.digest };
    return (
      policyNotMet(await this.reviews.linesPinned(tx, evidence.policies, signed)) ??
      policyNotMet(await this.reviews.linesInForce(tx, request, signed)) ??
      (await this.definitions.refuse(tx, channel.code, release.number, evidence.definitions))
    );
  }

  private async bases(tx: Tx, release: Release, channel: ChannelHead): Promise<BaseChanged | null> {
    const conflicts = await this.store.conflicts(tx, channel.code, release.number);
    return conflicts.length > 0 ? new BaseChanged(conflicts) : null;
  }
}

const mayApply = (actor: Actor, { authorId: author }: ChangeRequest, { editors, signOffs }: People): Forbidden | null =>
  decide(actor, 'release.apply', { author, editors, signers: signOffs.map(({ reviewerId }) => reviewerId) }, {});
