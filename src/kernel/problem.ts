import { type Issue, type Message, says } from './message.js';

/**
 * An expected refusal: a value that a caller must handle, never thrown. The class is its tag, so nothing becomes a
 * Problem by looking like one. The system has these kinds and no others; each carries what a client needs to go on.
 */
export abstract class Problem {
  abstract readonly kind: ProblemKind;
  constructor(readonly says: Message) {}
}

export type ProblemKind =
  | 'NotFound'
  | 'Forbidden'
  | 'ValidationFailed'
  | 'WrongState'
  | 'StaleRevision'
  | 'StaleDigest'
  | 'BaseChanged'
  | 'ImpactGrew'
  | 'PolicyNotMet'
  | 'Blocked'
  | 'LimitExceeded'
  | 'Busy';

export const isProblem = (value: unknown): value is Problem => value instanceof Problem;

/** What was named does not exist, or the asker may not know that it does. */
export class NotFound extends Problem {
  readonly kind = 'NotFound';
  constructor(
    what:
      | 'changeRequest'
      | 'release'
      | 'channel'
      | 'dictionary'
      | 'entry'
      | 'change'
      | 'attachment'
      | 'version'
      | 'account'
      | 'apiKey',
    id: string,
  ) {
    super(says(`kernel.notFound.${what}`, { id }));
  }
}

export class Forbidden extends Problem {
  readonly kind = 'Forbidden';
  constructor(
    message: Message,
    /** Whether it is only that nobody has signed in. */
    readonly wantsSignIn = false,
  ) {
    super(message);
  }
}

/** The input is at fault; every fault at once. */
export class ValidationFailed extends Problem {
  readonly kind = 'ValidationFailed';
  constructor(readonly issues: readonly Issue[]) {
    super(says('kernel.validationFailed', { count: issues.length }));
  }
}

export class WrongState extends Problem {
  readonly kind = 'WrongState';
  constructor(
    readonly current: string,
    readonly allowed: readonly string[],
  ) {
    super(says('kernel.wrongState', { current, allowed: allowed.join('、') }));
  }
}

/** Somebody edited the request since `revision` was read. */
export class StaleRevision extends Problem {
  readonly kind = 'StaleRevision';
  constructor(readonly current: number) {
    super(says('kernel.staleRevision', { current }));
  }
}

/** The digest named is not that of what would be signed now. */
export class StaleDigest extends Problem {
  readonly kind = 'StaleDigest';
  constructor(readonly current: string) {
    super(says('kernel.staleDigest', { current }));
  }
}

/** An entry whose content is no longer the one that a change was seen on, and the release that came between. */
export interface Conflict {
  readonly dictionary: string;
  readonly code: string;
  readonly release: string | null;
  readonly version: number | null;
}

export class BaseChanged extends Problem {
  readonly kind = 'BaseChanged';
  constructor(readonly conflicts: readonly Conflict[]) {
    super(
      says('kernel.baseChanged', {
        count: conflicts.length,
        first: conflicts[0] ? `${conflicts[0].dictionary} ${conflicts[0].code}` : '',
        release: conflicts[0]?.release ?? '',
      }),
    );
  }
}

export class ImpactGrew extends Problem {
  readonly kind = 'ImpactGrew';
  constructor(readonly added: readonly string[]) {
    super(says('kernel.impactGrew', { count: added.length }));
  }
}

/** A sign-off, attachment or policy that is still missing. */
export interface Missing {
  readonly role: string;
  readonly count: number;
  readonly met: number;
  readonly because: string;
}

export class PolicyNotMet extends Problem {
  readonly kind = 'PolicyNotMet';
  constructor(
    readonly missing: readonly Missing[],
    message: Message = says('kernel.policyNotMet', { count: missing.length }),
  ) {
    super(message);
  }
}

/** What a rule found. `path` names the entry and field it stands at. */
export interface FindingFact {
  readonly severity: 'BLOCK' | 'SIGN_OFF' | 'WARN';
  readonly rule: string;
  readonly path: string;
  readonly says: Message;
}

export class Blocked extends Problem {
  readonly kind = 'Blocked';
  constructor(readonly findings: readonly FindingFact[]) {
    super(says('kernel.blocked', { count: findings.length }));
  }
}

export class LimitExceeded extends Problem {
  readonly kind = 'LimitExceeded';
  constructor(
    readonly name: string,
    readonly limit: number,
    readonly given: number,
    message: Message = says('kernel.limitExceeded', { name, limit, given }),
  ) {
    super(message);
  }
}

/** Somebody else holds what this needs; trying again soon will do. */
export class Busy extends Problem {
  readonly kind = 'Busy';
  constructor() {
    super(says('kernel.busy'));
  }
}
