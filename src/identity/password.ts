import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { Busy } from '../kernel/problem.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; 19 ms on one core. argon2id is the library's default. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Checks under way at once: half a second of queue for the four threads they run on. More would starve files and DNS. */
export const CHECKS_MAX = 64;

/**
 * A hash of nobody's password, made with the same parameters. An unknown username is checked against it, so that it
 * answers no sooner than a known one.
 */
export const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$ziQ50rzFPtncL31DUEomRQ$gZCceuFxvfMfCzpBrbSl3UCpskK5Q0+2UrzV7lNpb5M';

@Injectable()
export class Passwords {
  private checks = 0;

  /** The form to keep. One password in two Unicode forms is one password. */
  hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), PARAMETERS);
  }

  /** Whether a password is the one that was hashed; never, where there is no account. Busy where too many are being checked. */
  async matches(passwordHash: string | null, password: string): Promise<boolean | Busy> {
    if (this.checks >= CHECKS_MAX) return new Busy();
    this.checks++;
    try {
      const equal = await verify(passwordHash ?? DECOY, password.normalize('NFKC'));
      return equal && passwordHash !== null;
    } finally {
      this.checks--;
    }
  }
}
