import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest, digestOf, sha256 } from '../kernel/digest.js';
import { parseTimeline, type Values } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { type Policy, policyOf } from './core/policy.js';

/** An entry known by its code and content, as evidence pins it. */
export interface PinnedPolicy {
  readonly code: string;
  readonly content: Digest;
}

interface ContentRow {
  readonly hash: Buffer;
  readonly body: string;
}

interface PolicyRow {
  readonly code: string;
  readonly content: Buffer;
  readonly body: string;
}

/** Policies are the entries of `review_policy`, read at PRODUCTION whatever channel is meant. */
@Injectable()
export class PolicyStore {
  /** The policies in force: those of PRODUCTION that are not retired. */
  async inForce(db: Db): Promise<readonly Policy[]> {
    const rows = await db.query<PolicyRow[]>(IN_FORCE);
    return rows.flatMap(({ code, content, body }) => {
      const values = valuesOf(body);
      return values ? [policyOf(code, digestOf(content), values)] : [];
    });
  }

  /**
   * The policies that were pinned, by what they said then. One whose words are gone or altered asks for nothing that can be
   * met: it must not be forgotten.
   */
  async pinned(db: Db, pins: readonly PinnedPolicy[]): Promise<readonly Policy[]> {
    const rows = await db.query<ContentRow[]>('SELECT hash, body FROM content WHERE hash = ANY ($1::bytea[])', [
      pins.map((pin) => bytesOf(pin.content)),
    ]);
    const bodies = new Map(rows.map(({ hash, body }) => [digestOf(hash), body]));
    return pins.map(({ code, content }) => {
      const body = bodies.get(content);
      const values = body !== undefined && sha256(body) === content ? valuesOf(body) : null;
      return policyOf(code, content, values ?? {});
    });
  }
}

/** What an entry of `review_policy` says; null of a retired one. */
const valuesOf = (body: string): Values | null => {
  const timeline = parseTimeline(body);
  return timeline.retired ? null : (timeline.rows.at(-1)?.values ?? null);
};

const IN_FORCE = `
  SELECT h.code, h.content, c.body FROM entry_head h JOIN content c ON c.hash = h.content
  WHERE h.channel = 'PRODUCTION' AND h.dictionary = 'review_policy' ORDER BY h.code`;
