import { Injectable } from '@nestjs/common';
import type { Loss } from '../change-request/core/needs.js';
import type { Definitions } from '../dictionary/definition.store.js';
import { says } from '../kernel/message.js';
import type { FindingFact } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { ApplyStore, type Target } from './apply.store.js';
import { ChannelRulesStore, type DanglingFact, type SharedFact, type SuccessorFact } from './channel-rules.store.js';

/** What writing the version found that the rules must look into. */
export interface RuleFacts {
  readonly losses: readonly Loss[];
  readonly successors: readonly SuccessorFact[];
  readonly now: Instant;
  readonly definitions: Definitions;
}

/** Whether the channel is still whole once a version was written: what a request was held to in PRODUCTION, asked of this channel. */
@Injectable()
export class ChannelRules {
  constructor(
    private readonly rules: ChannelRulesStore,
    private readonly store: ApplyStore,
  ) {}

  async broken(db: Db, target: Target, facts: RuleFacts): Promise<readonly FindingFact[]> {
    const dangling = await this.rules.dangling(db, target, facts.now);
    const dependants = await this.rules.dependants(db, target.channel, facts.losses);
    const successors = await this.rules.missingSuccessors(db, target.channel, facts.successors);
    return [
      ...dangling.map((fact) => finding('reference.missing', 'release.danglingReference', fact)),
      ...dependants.map((fact) => finding('reference.dependant', 'release.danglingDependant', fact)),
      ...successors.map((fact) => finding('reference.successor', 'release.successorMissing', fact)),
      ...(await this.shared(db, target, facts.definitions)).map((fact) =>
        finding('value.unique', 'release.shared', fact),
      ),
    ];
  }

  private async shared(db: Db, target: Target, definitions: Definitions): Promise<readonly SharedFact[]> {
    const shared: SharedFact[] = [];
    for (const dictionary of await this.store.dictionaries(db, target.release)) {
      const fields = definitions.get(dictionary)?.definition.fields ?? [];
      for (const { name } of fields.filter((field) => field.unique)) {
        shared.push(...(await this.rules.shared(db, target, dictionary, name)));
      }
    }
    return shared;
  }
}

const finding = (rule: string, key: string, fact: DanglingFact | SharedFact | SuccessorFact): FindingFact => ({
  severity: 'BLOCK',
  rule,
  path: `${fact.dictionary}/${fact.code}`,
  says: says(key, { ...fact }),
});
