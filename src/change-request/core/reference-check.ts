import { wildcardMatches } from '../../dictionary/core/references.js';
import { type Issue, issue, says } from '../../kernel/message.js';
import type { FindingFact } from '../../kernel/problem.js';
import { endOf, type Instant } from '../../kernel/timeline.js';
import {
  allNeeds,
  type DraftEntry,
  type Holdings,
  liveSpans,
  type Loss,
  lossesOf,
  type Need,
  newNeeds,
  type Token,
  tokenKey,
  tokensOf,
} from './needs.js';
import { meeting, type Span } from './spans.js';

/** A row that refers to something, whoever wrote it. */
export interface Dependant extends Token {
  readonly from: { readonly dictionary: string; readonly code: string; readonly field: string };
  readonly spans: readonly Span[];
}

/** A need and the change that brings it. */
interface OwnNeed extends Need {
  readonly path: string;
}

export const entryKey = (dictionary: string, code: string): string => `${dictionary}\n${code}`;
export const keyOfEntry = (entry: DraftEntry): string => entryKey(entry.definition.code, entry.code);

/** The references of a request, and what must be asked of PRODUCTION before they can be judged. */
export class ReferenceQuestions {
  readonly needs: readonly OwnNeed[];
  readonly losses: readonly (Loss & { readonly path: string })[];

  /** `scope`: the entries to be judged; `all`: everything the request proposes, which counts as if it were released. */
  constructor(
    private readonly all: readonly DraftEntry[],
    scope: readonly DraftEntry[],
    private readonly now: Instant,
  ) {
    this.needs = scope.flatMap((entry) => [
      ...newNeeds(entry, now).map((need) => ({ ...need, path: `${entry.path}.values.${need.field}` })),
      ...successorNeeds(entry, now),
    ]);
    this.losses = scope.flatMap((entry) => lossesOf(entry, now).map((loss) => ({ ...loss, path: entry.path })));
  }

  /** Every token whose holders must be known. */
  tokens(): readonly Token[] {
    return [...new Map([...this.needs, ...this.losses].map((token) => [tokenKey(token), token])).values()];
  }

  /** Who refers to what is lost: rows of PRODUCTION, save those of entries that the request itself alters, and the request's own. */
  dependants(inProduction: readonly Dependant[]): readonly Dependant[] {
    if (this.losses.length === 0) return [];
    const altered = new Set(this.all.map(keyOfEntry));
    const lost = new Set(this.losses.map(tokenKey));
    const own = this.all.flatMap((entry) =>
      allNeeds(entry, this.now)
        .filter((need) => lost.has(tokenKey(need)))
        .map((need) => ({ ...need, from: { dictionary: entry.definition.code, code: entry.code, field: need.field } })),
    );
    return [...inProduction.filter(({ from }) => !altered.has(entryKey(from.dictionary, from.code))), ...own];
  }

  /** Lays what the request proposes over what PRODUCTION holds. */
  withProposals(holdings: Holdings): Holdings {
    const tokens = this.tokens();
    const wanted = new Set(tokens.map(tokenKey));
    const patterns = tokens.filter(({ space }) => space === 'PATTERN');
    for (const { definition, code, proposed } of this.all) {
      for (const token of tokensOf(definition, code, proposed)) {
        if (wanted.has(tokenKey(token))) holdings.hold(token, token.spans);
      }
      for (const pattern of patterns) {
        const isMeant = pattern.dictionary === definition.code && wildcardMatches(pattern.token, code);
        if (isMeant && liveSpans(proposed).length > 0) holdings.holdPattern(pattern);
      }
    }
    return holdings;
  }
}

/** Who takes a retired entry's place must be there when it takes it. */
function successorNeeds({ definition, code, base, proposed, path }: DraftEntry, now: Instant): readonly OwnNeed[] {
  const { replacedBy } = proposed;
  if (replacedBy === undefined || replacedBy === base?.replacedBy || replacedBy === code) return [];
  const last = proposed.rows.at(-1);
  const start = definition.dated && last ? endOf(last) : now;
  const spans = [{ start, end: `${start}~` }];
  return [
    {
      space: 'CODE',
      dictionary: definition.code,
      token: replacedBy,
      field: 'replacedBy',
      spans,
      path: `${path}.replacedBy`,
    },
  ];
}

/** Every reference that names nothing alive in some time in which it must. */
export const danglingReferences = (needs: readonly OwnNeed[], holdings: Holdings): readonly Issue[] =>
  needs.flatMap((need) => {
    const [gap] = holdings.missing(need, need.spans);
    if (!gap) return [];
    const { dictionary, token: target, path } = need;
    if (!holdings.isKnown(need)) return [issue(path, 'changeRequest.referenceMissing', { dictionary, target })];
    return [
      issue(path, 'changeRequest.referenceNotHolding', {
        dictionary,
        target,
        from: shown(gap.start),
        to: shown(gap.end),
      }),
    ];
  });

/** Everybody who would be left referring to nothing by what the request ends or renames. */
export function brokenDependants(
  losses: readonly (Loss & { readonly path: string })[],
  dependants: readonly Dependant[],
  holdings: Holdings,
): readonly FindingFact[] {
  const byToken = new Map<string, Dependant[]>();
  for (const dependant of dependants) {
    const known = byToken.get(tokenKey(dependant));
    if (known) known.push(dependant);
    else byToken.set(tokenKey(dependant), [dependant]);
  }
  return losses.flatMap((loss) =>
    (byToken.get(tokenKey(loss)) ?? []).flatMap((dependant) => {
      const [gap] = holdings.missing(loss, meeting(dependant.spans, loss.spans));
      return gap ? [dependantFinding(loss, dependant)] : [];
    }),
  );
}

const dependantFinding = (loss: Loss & { readonly path: string }, { from }: Dependant): FindingFact => ({
  severity: 'BLOCK',
  rule: 'changeRequest.liveDependant',
  path: loss.path,
  says: says('changeRequest.liveDependant', { ...from, target: loss.token, targetDictionary: loss.dictionary }),
});

const shown = (instant: string): string => (instant === '' || instant === '~' ? '…' : instant);
