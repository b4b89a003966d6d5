import { says } from '../kernel/message.js';
import type { Instant } from '../kernel/timeline.js';
import { type Language, say } from '../platform/i18n.js';
import type { Head } from './core/head.js';

/** What an import says of its request; what it does not say has a default. */
export interface ImportSaid {
  readonly dictionary: string;
  readonly title?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly policyDocument?: string | null | undefined;
  readonly validFrom?: Instant | null | undefined;
  readonly retroactive?: boolean;
}

export const importHead = (said: ImportSaid, language: Language): Head => ({
  title: said.title ?? say(says('changeRequest.import.title', { dictionary: said.dictionary }), language),
  reason: said.reason ?? say(says('changeRequest.import.reason'), language),
  policyDocument: said.policyDocument ?? null,
  urgency: 'ROUTINE',
  retroactive: said.retroactive ?? false,
  validFrom: said.validFrom ?? null,
  buildsOn: [],
});
