import { Injectable } from '@nestjs/common';
import { bytesOf, type Digest, digestOf, sha256 } from '../kernel/digest.js';
import { parseTimeline } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { type Policy, policyOf } from './core/policy.js';

/** An entry known by its code and content, as evidence pins it. */
export interface PinnedPolicy {
  readonly code: string;
  readonly content: Digest;
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
    return rows.flatMap((row) => read(row) ?? []);
  }

  /** The policies that were pinned, by what they said then. One whose words are gone or altered is not found. */
  async pinned(db: Db, pins: readonly PinnedPolicy[]): Promise<readonly Policy[]> {
    const rows = await db.query<PolicyRow[]>(PINNED, [
      pins.map((pin) => pin.code),
      pins.map((pin) => bytesOf(pin.content)),
    ]);
    return rows.filter((row) => sha256(row.body) === digestOf(row.content)).flatMap((row) => read(row) ?? []);
  }
}

const read = (row: PolicyRow): Policy | null => {
  const timeline = parseTimeline(row.body);
  const last = timeline.rows.at(-1);
  return timeline.retired || !last ? null : policyOf(row.code, digestOf(row.content), last.values);
};

const IN_FORCE = `
  SELECT h.code, h.content, c.body FROM entry_head h JOIN content c ON c.hash = h.content
  WHERE h.channel = 'PRODUCTION' AND h.dictionary = 'review_policy' ORDER BY h.code`;

const PINNED = `
  SELECT p.code, c.hash AS content, c.body
  FROM unnest($1::text[], $2::bytea[]) AS p (code, content) JOIN content c ON c.hash = p.content ORDER BY p.code`;
