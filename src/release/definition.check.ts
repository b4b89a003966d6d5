import { Injectable } from '@nestjs/common';
import { codeOf } from '../dictionary/core/code.js';
import type { Definition } from '../dictionary/core/definition.js';
import { checkValues } from '../dictionary/core/values.js';
import { DefinitionStore } from '../dictionary/definition.store.js';
import type { Digest } from '../kernel/digest.js';
import { ISSUES_MAX } from '../kernel/limits.js';
import { type Issue, issue, says } from '../kernel/message.js';
import { Blocked, type FindingFact } from '../kernel/problem.js';
import { parseTimeline } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { ApplyStore, type ProposedEntry } from './apply.store.js';

const PAGE = 5_000;

/**
 * A request is made under the definitions of PRODUCTION. A channel that holds another definition of a dictionary judges the
 * dictionary's entries again under its own; one that holds the same has nothing to add.
 */
@Injectable()
export class DefinitionCheck {
  constructor(
    private readonly store: ApplyStore,
    private readonly definitions: DefinitionStore,
  ) {}

  async refuse(
    db: Db,
    channel: string,
    release: string,
    pinned: Readonly<Record<string, Digest>>,
  ): Promise<Blocked | null> {
    const definitions = await this.definitions.at(db, channel);
    const findings: FindingFact[] = [];
    for (const [dictionary, content] of Object.entries(pinned)) {
      const held = definitions.get(dictionary);
      if (held?.content === content && !held.retired) continue;
      if (!held || held.retired)
        findings.push(finding({ dictionary, code: '' }, says('release.noDefinition', { dictionary, channel })));
      else findings.push(...(await this.entryFindings(db, release, held.definition)));
    }
    return findings.length > 0 ? new Blocked(findings.slice(0, ISSUES_MAX)) : null;
  }

  private async entryFindings(db: Db, release: string, definition: Definition): Promise<readonly FindingFact[]> {
    const findings: FindingFact[] = [];
    for (let last = '', more = true; more && findings.length < ISSUES_MAX;) {
      const page = await this.store.proposed(db, release, definition.code, last, PAGE);
      findings.push(
        ...page.flatMap((entry) => entryIssues(definition, entry).map((each) => finding(entry, each.says))),
      );
      last = page.at(-1)?.code ?? last;
      more = page.length === PAGE;
    }
    return findings;
  }
}

const entryIssues = (definition: Definition, { code, body }: ProposedEntry): readonly Issue[] => {
  const named = codeOf(definition, { code }, '');
  const { rows } = parseTimeline(body);
  const periods = rows.some((row) => (row.from === undefined) === definition.dated);
  return [
    ...('issues' in named ? named.issues : []),
    ...(periods ? [issue('', 'release.datedOtherwise')] : []),
    ...rows.flatMap((row) => {
      const checked = checkValues(definition, row.values, '', code);
      return 'issues' in checked ? checked.issues : [];
    }),
  ];
};

const finding = (
  { dictionary, code }: { readonly dictionary: string; readonly code: string },
  said: Issue['says'],
): FindingFact => ({
  severity: 'BLOCK',
  rule: 'definition',
  path: code === '' ? dictionary : `${dictionary}/${code}`,
  says: said,
});
