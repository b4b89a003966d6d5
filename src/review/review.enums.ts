import { registerEnumType } from '@nestjs/graphql';
import type { Decision as DecisionName } from './core/required.js';

export const Decision = {
  APPROVE: 'APPROVE',
  REQUEST_CHANGES: 'REQUEST_CHANGES',
  REJECT: 'REJECT',
} as const satisfies Record<DecisionName, DecisionName>;
export type Decision = DecisionName;
registerEnumType(Decision, {
  name: 'Decision',
  description: 'REQUEST_CHANGES gives the request back to its author; REJECT closes it for ever.',
});
