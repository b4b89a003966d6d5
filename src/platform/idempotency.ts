import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel/canonical.js';
import { bytesOf, sha256 } from '../kernel/digest.js';
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '../kernel/limits.js';
import { issue } from '../kernel/message.js';
import { isProblem, ValidationFailed } from '../kernel/problem.js';
import type { Tx } from './transactor.js';

export interface Once {
  readonly actorId: string;
  /** The caller's word for this one attempt; without one every call is new. */
  readonly key: string | undefined;
  /** Such as `applyRelease`. */
  readonly operation: string;
  /** Everything else that was asked, as plain JSON: the same key with other arguments is a mistake, not a repetition. */
  readonly args: unknown;
}

interface Kept {
  readonly digest: string;
  readonly outcome: { value: unknown } | null;
}

/**
 * A COMMIT whose answer is lost is committed, so whoever asks again with the same key gets what was made the first time.
 * The key is written in the work's own transaction, first of all: of two at once the second waits for the first. A Problem
 * rolls the key back with everything else, so that a mended request may use it again.
 */
@Injectable()
export class Idempotency {
  /** `work` answers with small plain JSON: the number or id of what it made. */
  async once<T>(tx: Tx, call: Once, work: () => Promise<T>): Promise<T | ValidationFailed> {
    const { key } = call;
    if (key === undefined) return work();
    if (key.length < 1 || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
      return new ValidationFailed([issue('idempotencyKey', 'platform.idempotencyKeyLength')]);
    }
    const digest = sha256(canonicalJson({ operation: call.operation, args: asJson(call.args) }));
    if (!(await this.take(tx, call, key, digest))) return (await this.recall<T>(tx, call, key, digest)) ?? work();
    const value = await work();
    if (!isProblem(value)) await this.keep(tx, call, key, value);
    return value;
  }

  /** Waits while another transaction holds the key; false where it is taken for good. */
  private async take(tx: Tx, call: Once, key: string, digest: ReturnType<typeof sha256>): Promise<boolean> {
    const taken = await tx.query<unknown[]>(
      `INSERT INTO idempotency_key (actor_id, key, operation, request_digest) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING true`,
      [call.actorId, key, call.operation, bytesOf(digest)],
    );
    return taken.length > 0;
  }

  private async recall<T>(tx: Tx, call: Once, key: string, digest: string): Promise<T | ValidationFailed | undefined> {
    const [kept] = await tx.query<Kept[]>(
      `SELECT encode(request_digest, 'hex') AS digest, outcome FROM idempotency_key WHERE actor_id = $1 AND key = $2`,
      [call.actorId, key],
    );
    if (kept?.digest !== digest) {
      return new ValidationFailed([issue('idempotencyKey', 'platform.idempotencyKeyReused', { key })]);
    }
    return kept.outcome?.value as T | undefined;
  }

  private async keep(tx: Tx, call: Once, key: string, value: unknown): Promise<void> {
    await tx.query(`UPDATE idempotency_key SET outcome = $3 WHERE actor_id = $1 AND key = $2`, [
      call.actorId,
      key,
      JSON.stringify({ value }),
    ]);
  }
}

/** Arguments come as GraphQL made them: objects without a prototype, absent fields as undefined. */
const asJson = (args: unknown): never => JSON.parse(JSON.stringify(args ?? null)) as never;
