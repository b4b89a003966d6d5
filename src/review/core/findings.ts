import { says } from '../../kernel/message.js';
import { BaseChanged, Blocked, type FindingFact, type Problem, ValidationFailed } from '../../kernel/problem.js';

/** What stands in a request's way, as findings: everything that would refuse its submission. */
export const findingsOf = (refusal: Problem | null): readonly FindingFact[] => {
  if (refusal === null) return [];
  if (refusal instanceof Blocked) return refusal.findings;
  if (refusal instanceof ValidationFailed) {
    return refusal.issues.map(({ path, says: said }) => ({ severity: 'BLOCK', rule: said.key, path, says: said }));
  }
  if (refusal instanceof BaseChanged) {
    return refusal.conflicts.map(({ dictionary, code, release }) => ({
      severity: 'BLOCK',
      rule: 'review.baseMoved',
      path: `${dictionary}/${code}`,
      says: says('review.baseMoved', { dictionary, code, release: release ?? '' }),
    }));
  }
  return [{ severity: 'BLOCK', rule: refusal.kind, path: '', says: refusal.says }];
};
