import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Digest } from '../kernel/digest.js';
import { parseTimeline } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import type { RequestFacts } from './core/condition.js';
import { FactsGathering } from './core/facts.js';

/** The request whose facts are asked for. */
export interface FactsOf {
  readonly id: string;
  /** Over everything that the facts are made of, so that facts once gathered stay true of it. */
  readonly digest: Digest;
  readonly urgency: string;
  readonly retroactive: boolean;
}

interface ChangeRow {
  readonly ordinal: number;
  readonly dictionary: string;
  readonly operation: string;
  readonly base: string | null;
  readonly proposed: string;
}

/** Two bodies a change at a few hundred bytes: about a megabyte a page. */
const PAGE = 2_000;

@Injectable()
export class FactsStore {
  private readonly known = new LRUCache<Digest, RequestFacts>({ max: 1_000 });

  /** What policies may ask about a request. `kindOf` tells a dictionary's kind at PRODUCTION. */
  async of(db: Db, request: FactsOf, kindOf: (dictionary: string) => string): Promise<RequestFacts> {
    const known = this.known.get(request.digest);
    if (known) return known;
    const facts = await this.gather(db, request, kindOf);
    this.known.set(request.digest, facts);
    return facts;
  }

  private async gather(db: Db, request: FactsOf, kindOf: (dictionary: string) => string): Promise<RequestFacts> {
    const gathering = new FactsGathering();
    let changes = 0;
    let last: ChangeRow | undefined;
    do {
      const rows: ChangeRow[] = await db.query(CHANGES, [request.id, last?.ordinal ?? -1, PAGE]);
      for (const { dictionary, operation, base, proposed } of rows) {
        const before = base === null ? null : parseTimeline(base);
        gathering.add({ dictionary, kind: kindOf(dictionary), operation, base: before, proposed: parseTimeline(proposed) });
      }
      changes += rows.length;
      last = rows.length === PAGE ? rows.at(-1) : undefined;
    } while (last);
    return gathering.factsOf({ changes, urgency: request.urgency, retroactive: request.retroactive });
  }
}

const CHANGES = `
  SELECT c.ordinal, c.dictionary, c.operation, b.body AS base, p.body AS proposed
  FROM change c LEFT JOIN content b ON b.hash = c.base JOIN content p ON p.hash = c.proposed
  WHERE c.request_id = $1 AND c.ordinal > $2 ORDER BY c.ordinal LIMIT $3`;
