import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../audit/audit.js';
import { says } from '../kernel/message.js';
import { type Busy, Forbidden, isProblem, LimitExceeded } from '../kernel/problem.js';
import { Transactor } from '../platform/transactor.js';
import { usernameToLookUp } from './core/account-input.js';
import { throttle, type Throttled, throttleKeys } from './core/throttle.js';
import { Passwords } from './password.js';
import { type Credentials, SessionStore } from './session.store.js';

export interface Attempt {
  readonly username: string;
  readonly password: string;
  /** The network address it came from. */
  readonly address: string;
}

/** A password that was right, and the keys under which its attempt was counted. */
export interface Proven {
  readonly credentials: Credentials;
  readonly keys: readonly string[];
}

export const wrongCredentials = (): Forbidden => new Forbidden(says('identity.signIn.wrong'));

@Injectable()
export class CredentialCheck {
  constructor(
    private readonly transactor: Transactor,
    private readonly dataSource: DataSource,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  /**
   * Whether a password is an account's. The attempt is counted before the password is looked at, so that a thousand at
   * once are a thousand; an unknown user and a wrong password get the same answer after the same work.
   */
  async prove({ username, password, address }: Attempt): Promise<Proven | Forbidden | LimitExceeded | Busy> {
    const folded = usernameToLookUp(username);
    const keys = throttleKeys(folded, address);
    const over = await this.count(keys, folded, address);
    if (isProblem(over)) return over;
    if (over) return tooMany(over);
    const credentials = await this.sessions.credentials(this.dataSource.manager, folded);
    const matches = await this.passwords.matches(credentials?.passwordHash ?? null, password);
    if (isProblem(matches)) return matches;
    return credentials && matches ? { credentials, keys } : wrongCredentials();
  }

  /** Committed whatever comes of the attempt. Reaching a limit is recorded once a window, so that a flood is one line. */
  private count(keys: readonly string[], subject: string, address: string): Promise<Throttled | null | Busy> {
    return this.transactor.run(async (tx) => {
      const { counts, now } = await this.sessions.countAttempt(tx, keys);
      const over = throttle(counts, now);
      if (over?.first) {
        const detail = { address, failures: over.failures };
        await this.audit.record(tx, { actorId: null, action: 'session.throttle', subject, detail });
      }
      return over;
    });
  }
}

const tooMany = ({ limit, failures, retryAfterMinutes }: Throttled): LimitExceeded =>
  new LimitExceeded(
    'identity.signIn.attempts',
    limit,
    failures,
    says('identity.signIn.throttled', { minutes: retryAfterMinutes }),
  );
