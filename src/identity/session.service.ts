import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { sha256 } from '../kernel/digest.js';
import { says } from '../kernel/message.js';
import { type Busy, Forbidden, isProblem, type LimitExceeded } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import { type Tx, Transactor } from '../platform/transactor.js';
import { Actors } from './actor.source.js';
import type { Actor } from './core/actor.js';
import { PREFIX } from './core/token.js';
import { type Attempt, CredentialCheck, type Proven, wrongCredentials } from './credential.check.js';
import type { Person } from './people.store.js';
import { SessionStore } from './session.store.js';

/** A session as the one who signed in sees it: the only time its token is shown. */
export interface Session {
  readonly token: string;
  readonly expiresAt: Instant;
  readonly actor: Person;
}

const TOKEN_BYTES = 32;

@Injectable()
export class SessionService {
  constructor(
    private readonly transactor: Transactor,
    private readonly check: CredentialCheck,
    private readonly sessions: SessionStore,
    private readonly audit: Audit,
    private readonly actors: Actors,
  ) {}

  async signIn(attempt: Attempt): Promise<Session | Forbidden | LimitExceeded | Busy> {
    const proven = await this.check.prove(attempt);
    if (isProblem(proven)) return proven;
    return this.transactor.run((tx) => this.begin(tx, proven, attempt.address));
  }

  /** Ends the session it is asked in; asking again is harmless. */
  async signOut(actor: Actor): Promise<{ readonly ended: boolean } | Busy> {
    const tokenHash = this.actors.tokenHashOf(actor);
    const outcome = await this.transactor.run(async (tx) => {
      const ended = tokenHash !== null && (await this.sessions.end(tx, tokenHash));
      if (ended) await this.record(tx, 'session.signOut', actor, {});
      return { ended };
    });
    this.actors.forget(actor.personId);
    return outcome;
  }

  /** Between the check and here the account may have been locked or given another password: what counts is now. */
  private async begin(tx: Tx, { credentials, keys }: Proven, address: string): Promise<Session | Forbidden> {
    const now = await this.sessions.lockCredentials(tx, credentials.accountId);
    if (now?.passwordHash !== credentials.passwordHash) return wrongCredentials();
    if (now.locked) return new Forbidden(says('identity.signIn.locked'));
    const token = `${PREFIX.SESSION}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const expiresAt = await this.sessions.begin(tx, now.accountId, sha256(token));
    await this.sessions.forgiveAttempt(tx, keys);
    await this.record(tx, 'session.signIn', now.person, { address });
    return { token, expiresAt: expiresAt.toISOString(), actor: now.person };
  }

  private record(
    tx: Tx,
    action: string,
    { personId, username }: Person,
    detail: Record<string, string>,
  ): Promise<void> {
    return this.audit.record(tx, { actorId: personId, action, subject: username ?? personId, detail });
  }
}
