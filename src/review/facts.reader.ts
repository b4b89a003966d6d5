import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ChangeStore } from '../change-request/change.store.js';
import type { ChangeRequest } from '../change-request/change-request.entity.js';
import { DefinitionStore } from '../dictionary/definition.store.js';
import type { Digest } from '../kernel/digest.js';
import type { Db } from '../platform/transactor.js';
import type { RequestFacts } from './core/condition.js';
import { FactsGathering } from './core/facts.js';

/** Two contents a change at a few hundred bytes: about a megabyte a page. */
const PAGE = 2_000;
const KNOWN_MAX = 1_000;

/** What policies may ask about a request. */
@Injectable()
export class FactsReader {
  /** By the request's digest, which covers all that the facts are made of: facts once gathered stay true of it. */
  private readonly known = new LRUCache<Digest, RequestFacts>({ max: KNOWN_MAX });

  constructor(
    private readonly changes: ChangeStore,
    private readonly definitions: DefinitionStore,
  ) {}

  async of(db: Db, request: ChangeRequest): Promise<RequestFacts> {
    const known = this.known.get(request.digest);
    if (known) return known;
    const facts = await this.gather(db, request);
    this.known.set(request.digest, facts);
    return facts;
  }

  private async gather(db: Db, { id, urgency, retroactive }: ChangeRequest): Promise<RequestFacts> {
    const definitions = await this.definitions.at(db, 'PRODUCTION');
    const gathering = new FactsGathering();
    let changes = 0;
    for (let last = -1, more = true; more;) {
      const page = await this.changes.page(db, id, last, PAGE);
      for (const { dictionary, asked, base, proposed } of page) {
        const kind = definitions.get(dictionary)?.definition.kind ?? '';
        gathering.add({
          dictionary,
          kind,
          operation: asked.operation,
          base: base?.timeline ?? null,
          proposed: proposed.timeline,
        });
      }
      changes += page.length;
      last = page.at(-1)?.ordinal ?? last;
      more = page.length === PAGE;
    }
    return gathering.factsOf({ changes, urgency, retroactive });
  }
}
