import type { Digest } from '../../kernel/digest.js';
import { issue, says } from '../../kernel/message.js';
import { Forbidden, StaleDigest, ValidationFailed, WrongState } from '../../kernel/problem.js';
import type { Decision, SignOffFact } from './required.js';

/** What somebody wants to say about a request. */
export interface Attempt {
  readonly reviewerId: string;
  readonly isMachine: boolean;
  /** The reviewer roles that the person holds. */
  readonly roles: readonly string[];
  /** The role named; null leaves the choice to us where only one fits. */
  readonly role: string | null;
  readonly seenDigest: string;
  readonly decision: Decision;
}

/** What is in review. */
export interface InReview {
  readonly status: string;
  readonly digest: Digest;
  readonly editors: ReadonlySet<string>;
  readonly signOffs: readonly SignOffFact[];
  /** Roles that some policy, pinned or in force, asks for. */
  readonly askedRoles: ReadonlySet<string>;
}

const chooseRole = (attempt: Attempt, request: InReview): string | Forbidden | ValidationFailed => {
  const fitting = attempt.roles.filter((role) => request.askedRoles.has(role));
  if (fitting.length === 0)
    return new Forbidden(says('review.noFittingRole', { roles: [...request.askedRoles].join('、') }));
  if (attempt.role !== null) {
    return fitting.includes(attempt.role)
      ? attempt.role
      : new Forbidden(says('review.notYourRole', { role: attempt.role }));
  }
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  return new ValidationFailed([issue('role', 'review.roleAmbiguous', { roles: fitting.join('、') })]);
};

export type SignOffRefusal = Forbidden | WrongState | StaleDigest | ValidationFailed;

/**
 * Decides one sign-off and answers with the role it is given in. The digest must be the one in review: what was seen is what
 * is signed. Whoever edited any revision never signs, under any role; no machine signs; one decision a digest and role.
 */
export const decideSignOff = (request: InReview, attempt: Attempt): { readonly role: string } | SignOffRefusal => {
  if (request.editors.has(attempt.reviewerId)) return new Forbidden(says('review.editorSigns'));
  if (attempt.isMachine) return new Forbidden(says('review.machineSigns'));
  if (request.status !== 'IN_REVIEW') return new WrongState(request.status, ['IN_REVIEW']);
  if (attempt.seenDigest !== request.digest) return new StaleDigest(request.digest);
  const role = chooseRole(attempt, request);
  if (typeof role !== 'string') return role;
  const given = request.signOffs.find(
    (signOff) =>
      signOff.reviewerId === attempt.reviewerId && signOff.role === role && signOff.digest === request.digest,
  );
  return given ? new WrongState(given.decision, []) : { role };
};
