import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { bytesOf, type Digest, sha256 } from '../kernel/digest.js';
import { type Forbidden, isProblem } from '../kernel/problem.js';
import { Config } from '../platform/config.js';
import { ActorSource } from '../platform/context.js';
import { isUnavailable } from '../platform/graphql/errors.js';
import { type Actor, ANONYMOUS, ANONYMOUS_READER } from './core/actor.js';
import { sessionEnded } from './core/decide.js';
import { type Token, tokenOf } from './core/token.js';
import { ROLES_OF_P } from './people.store.js';

/** How long an answer is trusted: a leaver who was locked out in another process reads for a second more, and writes nothing. */
const TRUST_MS = 1_000;
/** How long a known reader may go on reading while the database is away: nobody can be locked out meanwhile either. */
const OUTAGE_TRUST_MS = 15 * 60_000;
/** Sessions and keys remembered: every workstation of a large hospital, at about 1 kB each. */
const KNOWN_MAX = 10_000;

type Answer = Actor | Forbidden;

interface Known {
  /** When the database was last asked, on the monotonic clock, whether or not it answered. */
  readonly askedAtMs: number;
  /** When it was asked what it answered: the answer was true then. */
  readonly trueAtMs: number;
  readonly answer: Answer | Promise<Answer>;
}

/** Says who acts, from the Authorization header. */
@Injectable()
export class Actors extends ActorSource<Actor> {
  private readonly known = new LRUCache<Digest, Known>({ max: KNOWN_MAX });
  private readonly tokens = new WeakMap<Actor, Digest>();
  private readonly nobody: Actor;

  constructor(
    private readonly dataSource: DataSource,
    config: Config,
  ) {
    super();
    this.nobody = config.anonymousRead ? ANONYMOUS_READER : ANONYMOUS;
  }

  /** `fresh` asks the database whatever is known: for whatever writes. */
  actorOf(authorization: string | undefined, fresh = false): Answer | Promise<Answer> {
    if (authorization === undefined) return this.nobody;
    const token = tokenOf(authorization);
    if (!token) return sessionEnded();
    const digest = sha256(token.text);
    if (fresh) return this.load(token, digest);
    const known = this.known.get(digest);
    const now = performance.now();
    if (known && now - known.askedAtMs < TRUST_MS) return known.answer;
    return this.ask(token, digest, now, known);
  }

  /** The hash of the token an actor came with; null for nobody. */
  tokenHashOf(actor: Actor): Digest | null {
    return this.tokens.get(actor) ?? null;
  }

  /** After whatever this process did to a person's sessions, keys or roles: the next request asks the database again. */
  forget(personId: string): void {
    for (const [digest, { answer }] of this.known.entries()) {
      // Who is being asked about just now may be anybody.
      if (answer instanceof Promise || isProblem(answer) || answer.personId === personId) this.known.delete(digest);
    }
  }

  private ask(token: Token, digest: Digest, now: number, before: Known | undefined): Promise<Answer> {
    const asking = this.load(token, digest).then(
      (answer) => ({ askedAtMs: now, trueAtMs: now, answer }),
      (error: unknown) => outlasting(before, now, error),
    );
    const answer = asking.then((known) => known.answer);
    const entry: Known = { askedAtMs: now, trueAtMs: before?.trueAtMs ?? now, answer };
    this.known.set(digest, entry);
    asking.then(
      (known) => this.replace(digest, entry, known),
      () => this.replace(digest, entry, undefined),
    );
    return answer;
  }

  /** What was forgotten or asked anew meanwhile stays so. */
  private replace(digest: Digest, entry: Known, known: Known | undefined): void {
    if (this.known.peek(digest) !== entry) return;
    if (known) this.known.set(digest, known);
    else this.known.delete(digest);
  }

  private async load(token: Token, digest: Digest): Promise<Answer> {
    const sql = token.kind === 'SESSION' ? BY_SESSION : BY_API_KEY;
    const [actor] = await this.dataSource.query<Actor[]>(sql, [bytesOf(digest)]);
    if (!actor) return sessionEnded();
    this.tokens.set(actor, digest);
    return actor;
  }
}

const outlasting = (before: Known | undefined, now: number, error: unknown): Known => {
  if (!before || !isUnavailable(error) || now - before.trueAtMs > OUTAGE_TRUST_MS) throw error;
  return { ...before, askedAtMs: now };
};

const BY_SESSION = `
  SELECT p.id AS "personId", p.name, a.username, p.machine, ${ROLES_OF_P} AS roles, NULL AS channels
  FROM session s JOIN account a ON a.id = s.account_id JOIN person p ON p.id = a.person_id
  WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND a.locked_at IS NULL`;

const BY_API_KEY = `
  SELECT p.id AS "personId", p.name, NULL AS username, true AS machine, '[]'::json AS roles, k.channels
  FROM api_key k JOIN person p ON p.id = k.person_id
  WHERE k.key_hash = $1 AND k.revoked_at IS NULL`;
