import type { Digest } from '../../kernel/digest.js';
import type { Values } from '../../kernel/timeline.js';
import { conditionOf, type RequestFacts } from './condition.js';

/** An entry of `review_policy`: what must be met when its condition holds. */
export interface Policy {
  readonly code: string;
  readonly content: Digest;
  readonly condition: string;
  /** An entry of `reviewer_role`. */
  readonly role: string;
  readonly approvals: number;
  readonly urgency: string;
  /** The purpose of an attachment that the request must carry. */
  readonly attachment: string | null;
  readonly because: string;
  readonly becauseEn: string;
}

/** A policy that applies. One whose condition could not be judged applies too, and cannot be met: a fault never opens a door. */
export interface Matching {
  readonly policy: Policy;
  readonly fault: string | null;
}

const textOf = (values: Values, field: string): string => {
  const value = values[field];
  return typeof value === 'string' ? value : '';
};

/** Reads a policy from the values of its entry. Nothing is assumed in its favour: what is missing makes it unmeetable. */
export const policyOf = (code: string, content: Digest, values: Values): Policy => {
  const approvals = values['approvals'];
  const because = textOf(values, 'because') || textOf(values, 'name') || code;
  return {
    code,
    content,
    condition: textOf(values, 'condition'),
    role: textOf(values, 'role'),
    approvals: typeof approvals === 'number' ? approvals : 0,
    urgency: textOf(values, 'urgency'),
    attachment: textOf(values, 'attachment') || null,
    because,
    becauseEn: textOf(values, 'because_en') || because,
  };
};

/** What makes a policy impossible to meet, whatever the request. */
export const shapeFault = (policy: Policy): string | null => {
  if (policy.role === '') return 'the policy names no role';
  if (!Number.isInteger(policy.approvals) || policy.approvals < 1) return 'the policy asks for no approval';
  return null;
};

const judge = (policy: Policy, facts: RequestFacts): Matching | null => {
  if (policy.urgency !== '' && policy.urgency !== facts.urgency) return null;
  const condition = conditionOf(policy.condition);
  if ('fault' in condition) return { policy, fault: condition.fault };
  try {
    return condition.holds(facts) ? { policy, fault: shapeFault(policy) } : null;
  } catch (error) {
    return { policy, fault: error instanceof Error ? error.message : String(error) };
  }
};

/** The policies that apply to a request, by code. Routine and emergency policies exclude each other. */
export const matchingPolicies = (facts: RequestFacts, policies: readonly Policy[]): readonly Matching[] =>
  policies
    .map((policy) => judge(policy, facts))
    .filter((matching) => matching !== null)
    .sort((a, b) => (a.policy.code < b.policy.code ? -1 : 1));
