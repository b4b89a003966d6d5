import type { Definition } from '../../dictionary/core/definition.js';
import { foldCode } from '../../kernel/fold.js';
import { type Issue, issue } from '../../kernel/message.js';
import type { Timeline } from '../../kernel/timeline.js';
import type { DraftEntry } from './needs.js';
import { entryKey, keyOfEntry } from './reference-check.js';
import { meeting, type Span, spanOf, without } from './spans.js';

/** A value that nobody else may have while somebody has it. */
export interface Claim {
  readonly dictionary: string;
  readonly code: string;
  readonly field: string;
  readonly value: string;
  readonly spans: readonly Span[];
}

const claimKey = ({ dictionary, field, value }: Claim): string => `${dictionary}\n${field}\n${value}`;

/** What a timeline's live rows claim in the unique fields of its dictionary. */
function claimsOf(definition: Definition, code: string, timeline: Timeline | null): readonly Claim[] {
  const unique = definition.fields.filter((field) => field.unique);
  if (unique.length === 0 || timeline === null || timeline.retired) return [];
  return timeline.rows.flatMap((row) =>
    unique.flatMap(({ name }) => {
      const value = row.values[name];
      if (value === undefined) return [];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [{ dictionary: definition.code, code, field: name, value: text, spans: [spanOf(row)] }];
    }),
  );
}

const claimsOfEntry = ({ definition, code, proposed }: DraftEntry): readonly Claim[] =>
  claimsOf(definition, code, proposed);

/** What an entry claims that it did not claim before, with the path of its field. */
export const newClaims = (entry: DraftEntry): readonly (Claim & { readonly path: string })[] => {
  const before = claimsOf(entry.definition, entry.code, entry.base);
  return claimsOfEntry(entry).flatMap((claim) => {
    const held = before.filter((other) => claimKey(other) === claimKey(claim)).flatMap(({ spans }) => spans);
    const spans = without(claim.spans, held);
    return spans.length > 0 ? [{ ...claim, spans, path: `${entry.path}.values.${claim.field}` }] : [];
  });
};

/** Every new claim to a value that somebody else has at the same time, in PRODUCTION or in the request itself. */
export function contestedClaims(
  claims: readonly (Claim & { readonly path: string })[],
  all: readonly DraftEntry[],
  inProduction: readonly Claim[],
): readonly Issue[] {
  if (claims.length === 0) return [];
  const altered = new Set(all.map(keyOfEntry));
  const held = inProduction.filter(({ dictionary, code }) => !altered.has(entryKey(dictionary, code)));
  const byKey = new Map<string, Claim[]>();
  for (const claim of [...held, ...all.flatMap(claimsOfEntry)]) {
    const known = byKey.get(claimKey(claim));
    if (known) known.push(claim);
    else byKey.set(claimKey(claim), [claim]);
  }
  return claims.flatMap((claim) => {
    const other = byKey
      .get(claimKey(claim))
      ?.find(({ code, spans }) => code !== claim.code && meeting(spans, claim.spans).length > 0);
    return other ? [issue(claim.path, 'changeRequest.notUnique', { value: claim.value, other: other.code })] : [];
  });
}

/** A code as it was released, and as it is compared. */
export interface FoldedCode {
  readonly dictionary: string;
  readonly code: string;
  readonly folded: string;
}

/** The codes that the request would use for the first time. */
export const newCodes = (scope: readonly DraftEntry[]): readonly (FoldedCode & { readonly path: string })[] =>
  scope
    .filter((entry) => entry.base === null)
    .map(({ definition, code, path }) => ({
      dictionary: definition.code,
      code,
      folded: foldCode(code, definition.foldsCase),
      path: `${path}.code`,
    }));

/** Every new code that a person could take for another, released ever or proposed beside it. */
export function lookAlikeCodes(
  codes: readonly (FoldedCode & { readonly path: string })[],
  all: readonly DraftEntry[],
  registered: readonly FoldedCode[],
): readonly Issue[] {
  const known = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const { dictionary, code, folded } of [...registered, ...newCodes(all)]) {
    const key = entryKey(dictionary, folded);
    const first = known.get(key);
    if (first === undefined) known.set(key, code);
    else if (first !== code) twins.set(key, code);
  }
  return codes.flatMap(({ dictionary, code, folded, path }) => {
    const key = entryKey(dictionary, folded);
    const twin = [known.get(key), twins.get(key)].find((other) => other !== undefined && other !== code);
    return twin === undefined ? [] : [issue(path, 'changeRequest.codeLooksLike', { code, twin })];
  });
}
