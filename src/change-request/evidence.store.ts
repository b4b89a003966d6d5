import { Injectable } from '@nestjs/common';
import { EntryStore } from '../dictionary/entry.store.js';
import { type Definitions, DefinitionStore } from '../dictionary/definition.store.js';
import type { Digest } from '../kernel/digest.js';
import type { Db } from '../platform/transactor.js';
import type { ChangeRequest } from './change-request.entity.js';
import { ChangeStore } from './change.store.js';
import { evidenceChange, type KeptChange } from './core/draft.js';
import { changesDigest, evidenceDigest, type EvidenceFacts, evidenceOf } from './core/evidence.js';

export type EvidenceHead = Pick<
  ChangeRequest,
  'id' | 'number' | 'revision' | 'reason' | 'urgency' | 'retroactive' | 'validFrom' | 'policyDocument' | 'buildsOn'
>;

/** Gathers what the digest of a request covers. */
@Injectable()
export class EvidenceStore {
  constructor(
    private readonly changes: ChangeStore,
    private readonly definitions: DefinitionStore,
    private readonly entries: EntryStore,
  ) {}

  /** Everything but the policies that apply, which only the review knows; `changes` where they are at hand already. */
  async factsOf(db: Db, request: EvidenceHead, changes?: readonly KeptChange[]): Promise<EvidenceFacts> {
    const all = changes ?? (await this.changes.all(db, request.id));
    return {
      request: request.number,
      revision: request.revision,
      reason: request.reason,
      urgency: request.urgency,
      retroactive: request.retroactive,
      validFrom: request.validFrom,
      policyDocument: await this.policyDocument(db, request.policyDocument),
      buildsOn: request.buildsOn,
      changes: { count: all.length, digest: changesDigest(all.map(evidenceChange)) },
      definitions: definitionsOf(await this.definitions.at(db, 'PRODUCTION'), all),
      policies: [],
      attachments: await this.attachments(db, request.id),
      dispositions: [],
      breakingImpacts: [],
    };
  }

  /** The digest of a draft: over the same evidence, as far as it is known before anybody reviews it. */
  async draftDigest(db: Db, request: EvidenceHead, changes?: readonly KeptChange[]): Promise<Digest> {
    return evidenceDigest(evidenceOf(await this.factsOf(db, request, changes)));
  }

  private async policyDocument(db: Db, code: string | null): Promise<EvidenceFacts['policyDocument']> {
    if (code === null) return null;
    const held = await this.entries.timelines(db, 'PRODUCTION', 'policy_document', [code]);
    return { code, content: held.get(code)?.content ?? null };
  }

  private async attachments(db: Db, requestId: string): Promise<readonly Digest[]> {
    const rows = await db.query<{ sha256: Digest }[]>(
      `SELECT encode(sha256, 'hex') AS sha256 FROM attachment WHERE request_id = $1 AND removed_at IS NULL`,
      [requestId],
    );
    return rows.map(({ sha256 }) => sha256);
  }
}

const definitionsOf = (definitions: Definitions, changes: readonly KeptChange[]): Readonly<Record<string, Digest>> => {
  const dictionaries = [...new Set(changes.map(({ dictionary }) => dictionary))];
  return Object.fromEntries(
    dictionaries.flatMap((dictionary) => {
      const content = definitions.get(dictionary)?.content;
      return content === undefined ? [] : [[dictionary, content] as const];
    }),
  );
};
