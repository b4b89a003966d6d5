import { type Issue, issue } from '../../kernel/message.js';
import type { Instant } from '../../kernel/timeline.js';

/** What a request says of itself, besides its changes. */
export interface Head {
  readonly title: string;
  readonly reason: string;
  readonly policyDocument: string | null;
  readonly urgency: 'ROUTINE' | 'EMERGENCY';
  readonly retroactive: boolean;
  readonly validFrom: Instant | null;
  readonly buildsOn: readonly string[];
}

/** What is absent or undefined stays. Null clears; where there is nothing to clear it stays, too. */
export type HeadPatch = { readonly [K in keyof Head]?: Head[K] | null | undefined };

export const patched = (head: Head, patch: HeadPatch): Head => ({
  title: patch.title ?? head.title,
  reason: patch.reason ?? head.reason,
  policyDocument: patch.policyDocument === undefined ? head.policyDocument : patch.policyDocument,
  urgency: patch.urgency ?? head.urgency,
  retroactive: patch.retroactive ?? head.retroactive,
  validFrom: patch.validFrom === undefined ? head.validFrom : patch.validFrom,
  buildsOn: patch.buildsOn ?? head.buildsOn,
});

/** Whether the changes must be made anew under the new head. */
export const changesTerms = (before: Head, after: Head): boolean =>
  before.validFrom !== after.validFrom || before.retroactive !== after.retroactive;

/** What the head asks for that cannot be had. `documents`: the policy documents in force, and those the request brings itself. */
export function headIssues(head: Head, documents: ReadonlySet<string>): readonly Issue[] {
  const { policyDocument } = head;
  return [
    ...(head.title.trim() === '' ? [issue('title', 'platform.input.required')] : []),
    ...(head.reason.trim() === '' ? [issue('reason', 'platform.input.required')] : []),
    ...(head.urgency === 'EMERGENCY' ? [issue('urgency', 'changeRequest.emergencyLater')] : []),
    ...(head.buildsOn.length > 0 ? [issue('buildsOn', 'changeRequest.buildsOnLater')] : []),
    ...(policyDocument !== null && !documents.has(policyDocument)
      ? [issue('policyDocument', 'changeRequest.policyDocumentUnknown', { policyDocument })]
      : []),
  ];
}
