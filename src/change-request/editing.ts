import { Injectable } from '@nestjs/common';
import type { Definitions } from '../dictionary/definition.store.js';
import type { Actor } from '../identity/core/actor.js';
import { decide } from '../identity/core/decide.js';
import {
  type Blocked,
  type Forbidden,
  isProblem,
  type LimitExceeded,
  type ValidationFailed,
} from '../kernel/problem.js';
import { databaseNow } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeRequestStore, type RequestPatch } from './change-request.store.js';
import { ChangeStore } from './change.store.js';
import type { KeptChange } from './core/draft.js';
import type { Head } from './core/head.js';
import { type ChangeAsked, putChanges, type Rearranged, remakeAll } from './core/put.js';
import { Drafting, kindsOf } from './drafting.js';
import { EvidenceStore } from './evidence.store.js';

export type EditRefusal = ValidationFailed | Blocked | LimitExceeded | Forbidden;

/** An edit of a locked request: its head as it shall be, and what becomes of its changes. */
export interface Edit {
  readonly actor: Actor;
  readonly request: ChangeRequest;
  readonly head: Head;
  readonly rearrange: (before: readonly KeptChange[], definitions: Definitions) => Rearranged;
  readonly afresh?: boolean;
}

/** What an edit left behind. */
export interface Edited {
  readonly revision: number;
  readonly changes: number;
}

/** Carries an edit out: composes, checks, writes the changes, and keeps revision, digest and editors true. */
@Injectable()
export class Editing {
  constructor(
    private readonly requests: ChangeRequestStore,
    private readonly changes: ChangeStore,
    private readonly drafting: Drafting,
    private readonly evidence: EvidenceStore,
  ) {}

  /** Whether the actor may edit the request as it stands: only a maintainer of every kind that it touches. */
  async permit(tx: Tx, actor: Actor, request: ChangeRequest): Promise<Forbidden | null> {
    const dictionaries = (await this.requests.dictionaries(tx, [request.id])).get(request.id) ?? [];
    const definitions = await this.drafting.definitionsNow(tx);
    const kinds = kindsOf(
      definitions,
      dictionaries.map((dictionary) => ({ dictionary })),
    );
    return decide(actor, 'changeRequest.edit', { kinds }, { kinds });
  }

  /** A request made by an edit is at revision 1; every later edit counts one more and makes it a draft again. */
  async carryOut(tx: Tx, edit: Edit, revision: number): Promise<Edited | EditRefusal> {
    const { actor, request, head } = edit;
    const before = revision === 1 ? [] : await this.changes.all(tx, request.id);
    const definitions = await this.drafting.definitionsNow(tx);
    const rearranged = edit.rearrange(before, definitions);
    const kinds = { kinds: kindsOf(definitions, rearranged.wanted) };
    const forbidden = decide(actor, 'changeRequest.edit', { kinds: kindsOf(definitions, before) }, kinds);
    if (forbidden) return forbidden;

    const remaking = { before, rearranged, head, now: await databaseNow(tx), definitions };
    const remade = await this.drafting.remake(tx, { ...remaking, ...(edit.afresh ? { afresh: true } : {}) });
    if (isProblem(remade)) return remade;

    const kept = new Set(remade.all.map(({ id }) => id));
    await this.changes.remove(
      tx,
      request.id,
      before.map(({ id }) => id).filter((id) => !kept.has(id)),
    );
    await this.changes.put(tx, request.id, remade.written);
    await this.settle(tx, { ...edit, patch: { ...head, buildsOn: [...head.buildsOn] } }, revision, remade.all);
    return { revision, changes: remade.all.length };
  }

  /** Writes the first changes of a new request, composed and checked elsewhere. */
  async write(
    tx: Tx,
    { actor, request, changes }: Pick<Edit, 'actor' | 'request'> & { readonly changes: readonly KeptChange[] },
  ): Promise<void> {
    await this.changes.put(tx, request.id, changes);
    await this.settle(tx, { actor, request }, 1, changes);
  }

  /** Ends an edit of whatever belongs to the evidence: next revision, draft again, digest anew, the editor remembered. */
  async settle(
    tx: Tx,
    { actor, request, patch = {} }: Pick<Edit, 'actor' | 'request'> & { readonly patch?: RequestPatch },
    revision: number,
    changes?: readonly KeptChange[],
  ): Promise<void> {
    const digest = await this.evidence.draftDigest(tx, { ...request, ...patch, revision }, changes);
    const draft = { status: 'DRAFT', evidence: null, submittedAt: null, dueAt: null } as const;
    await this.requests.update(tx, request.id, { ...patch, ...draft, revision, digest });
    await this.requests.addEditor(tx, request.id, actor.personId, revision);
  }
}

/** What putting these changes does to those that are there. */
export const putting =
  (asked: readonly ChangeAsked[]): Edit['rearrange'] =>
  (before, definitions) =>
    putChanges({ before, newIds: asked.map(newId), dictionaryOf: (code) => definitions.get(code) }, asked);

/** Leaves the changes as they are, or makes them all anew. */
export const leaving =
  (anew: boolean): Edit['rearrange'] =>
  (before) =>
    anew ? remakeAll(before) : { ...remakeAll(before), touched: new Set() };
