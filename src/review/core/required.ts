import type { Digest } from '../../kernel/digest.js';
import { says } from '../../kernel/message.js';
import { type Missing, PolicyNotMet } from '../../kernel/problem.js';
import type { RequestFacts } from './condition.js';
import { type Matching, matchingPolicies, type Policy, shapeFault } from './policy.js';

export const DECISIONS = ['APPROVE', 'REQUEST_CHANGES', 'REJECT'] as const;
export type Decision = (typeof DECISIONS)[number];

/** One reviewer's decision about one digest. */
export interface SignOffFact {
  readonly reviewerId: string;
  readonly role: string;
  readonly decision: Decision;
  readonly digest: Digest;
}

/** Who signed what: sign-offs, the digest they must name, everybody who may never sign it, and what lies with it. */
export interface Signing {
  readonly digest: Digest;
  readonly editors: ReadonlySet<string>;
  readonly signOffs: readonly SignOffFact[];
  /** Purposes of the attachments that lie with the request. */
  readonly attached: ReadonlySet<string>;
}

/** What one policy asks for, and how many persons have met it so far. */
export interface RequiredSignOff {
  readonly policy: Policy;
  readonly met: number;
  /** Whether the attachment that the policy asks for, if any, lies with the request. */
  readonly isAttached: boolean;
  /** Why nobody can meet it; null where somebody can. */
  readonly fault: string | null;
}

/** The persons whose approval counts in a role: each once, for this digest only, and never an editor. */
const approversIn = (role: string, signing: Signing): number =>
  new Set(
    signing.signOffs
      .filter((signOff) => signOff.role === role && signOff.decision === 'APPROVE')
      .filter((signOff) => signOff.digest === signing.digest && !signing.editors.has(signOff.reviewerId))
      .map((signOff) => signOff.reviewerId),
  ).size;

const tally =
  (signing: Signing) =>
  ({ policy, fault }: Matching): RequiredSignOff => ({
    policy,
    fault,
    met: approversIn(policy.role, signing),
    isAttached: policy.attachment === null || signing.attached.has(policy.attachment),
  });

/** What the policies in force ask of a request: one line for each that applies, each to be met on its own. */
export const requiredSignOffs = (
  facts: RequestFacts,
  policies: readonly Policy[],
  signing: Signing,
): readonly RequiredSignOff[] => matchingPolicies(facts, policies).map(tally(signing));

/** What the policies pinned at submission ask: that they applied was decided then and is not asked again. */
export const pinnedSignOffs = (pinned: readonly Policy[], signing: Signing): readonly RequiredSignOff[] =>
  pinned.map((policy) => tally(signing)({ policy, fault: shapeFault(policy) }));

export const isMet = (line: RequiredSignOff): boolean =>
  line.fault === null && line.isAttached && line.met >= line.policy.approvals;

export const missingOf = (line: RequiredSignOff): Missing => ({
  role: line.policy.role,
  count: line.policy.approvals,
  met: line.met,
  because: line.fault === null ? line.policy.because : `${line.policy.because} (${line.fault})`,
});

/** Null when every line is met, else what is missing. No line at all is no permission: nobody may sign such a request. */
export const policyNotMet = (lines: readonly RequiredSignOff[]): PolicyNotMet | null => {
  if (lines.length === 0) return new PolicyNotMet([], says('review.noPolicy'));
  const open = lines.filter((line) => !isMet(line));
  return open.length === 0 ? null : new PolicyNotMet(open.map(missingOf));
};

/** Why a request cannot even be put to review: no policy applies, one that applies can never be met, or a paper is missing. */
export const refuseSubmission = (lines: readonly RequiredSignOff[]): PolicyNotMet | null => {
  if (lines.length === 0) return new PolicyNotMet([], says('review.noPolicy'));
  const faulty = lines.filter((line) => line.fault !== null);
  if (faulty.length > 0) return new PolicyNotMet(faulty.map(missingOf), says('review.policyFaulty'));
  const bare = lines.filter((line) => !line.isAttached);
  if (bare.length === 0) return null;
  return new PolicyNotMet(
    bare.map(({ policy }) => ({ role: policy.attachment ?? '', count: 1, met: 0, because: policy.because })),
    says('review.attachmentMissing', { purpose: `review.attachment.${bare[0]?.policy.attachment ?? ''}` }),
  );
};

/** Lines pinned and lines in force, a policy that did not change since named once. */
export const unitedLines = (
  pinned: readonly RequiredSignOff[],
  inForce: readonly RequiredSignOff[],
): readonly RequiredSignOff[] => {
  const known = new Set(pinned.map((line) => `${line.policy.code} ${line.policy.content}`));
  return [...pinned, ...inForce.filter((line) => !known.has(`${line.policy.code} ${line.policy.content}`))];
};
