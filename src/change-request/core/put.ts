import { codeOf } from '../../dictionary/core/code.js';
import { type Definition, META } from '../../dictionary/core/definition.js';
import { REASON_LENGTH_MAX } from '../../kernel/limits.js';
import { type Issue, issue } from '../../kernel/message.js';
import type { Instant, Values } from '../../kernel/timeline.js';
import { type KeptChange, keyOfChange, type WantedChange, wantedAgain } from './draft.js';
import type { Until } from './overwrite.js';

/** A change as a client asks for it; one that names an id takes the place of the change that has it. */
export interface ChangeAsked {
  readonly id?: string | null;
  readonly dictionary: string;
  readonly code?: string | null;
  readonly key?: unknown;
  readonly operation: 'SET' | 'RETIRE';
  readonly values?: Values | null;
  readonly validFrom?: Instant | null;
  readonly until: Until;
  readonly validTo?: Instant | null;
  readonly replacedBy?: string | null;
  readonly reason?: string | null;
}

/** A dictionary as far as changes may be asked of it. */
export interface KnownDictionary {
  readonly definition: Definition;
  readonly retired: boolean;
}

/** All changes of a request as they shall be, and the entries whose changes must be made anew. */
export interface Rearranged {
  readonly wanted: readonly WantedChange[];
  readonly touched: ReadonlySet<string>;
  /** Faults of changes that are not among those wanted, because nobody can tell which entries they are about. */
  readonly misplaced: readonly Issue[];
}

export interface PutFacts {
  readonly before: readonly KeptChange[];
  readonly dictionaryOf: (code: string) => KnownDictionary | undefined;
  /** One for each change asked for, used where it is new. */
  readonly newIds: readonly string[];
}

/** Adds changes behind those that are there, and puts others in the place of those named by id. */
export function putChanges(facts: PutFacts, asked: readonly ChangeAsked[]): Rearranged {
  const { before, newIds } = facts;
  const known = new Map(before.map((change) => [change.id, change]));
  const misplaced: Issue[] = [...idsTwice(asked), ...longReasons(asked)];
  const touched = new Set<string>();
  const put = new Map<string, WantedChange>();
  let ordinal = before.at(-1)?.ordinal ?? 0;
  for (const [index, change] of asked.entries()) {
    const path = `changes[${index}]`;
    const replaced = change.id ? known.get(change.id) : undefined;
    if (change.id && !replaced) misplaced.push(issue(`${path}.id`, 'changeRequest.changeUnknown', { id: change.id }));
    const named = nameOf(facts, change, path);
    if ('issues' in named) {
      misplaced.push(...named.issues);
      continue;
    }
    const id = replaced?.id ?? newIds[index] ?? '';
    const wanted = wantedChange(change, named.code, { id, ordinal: replaced?.ordinal ?? ++ordinal, path });
    put.set(id, wanted);
    [wanted, ...(replaced ? [replaced] : [])].forEach((one) => touched.add(keyOfChange(one)));
  }
  const kept = before.filter(({ id }) => !put.has(id)).map(wantedAgain);
  return { wanted: [...kept, ...put.values()], touched, misplaced };
}

/** Takes changes away; those that stood on them must stand without them. */
export function removeChanges(before: readonly KeptChange[], ids: readonly string[]): Rearranged {
  const gone = new Set(ids);
  const known = new Set(before.map(({ id }) => id));
  const misplaced = ids.flatMap((id, index) =>
    known.has(id) ? [] : [issue(`changes[${index}]`, 'changeRequest.changeUnknown', { id })],
  );
  const touched = new Set(before.filter(({ id }) => gone.has(id)).map(keyOfChange));
  return { wanted: before.filter(({ id }) => !gone.has(id)).map(wantedAgain), touched, misplaced };
}

/** All changes as they are, to be made anew, each at its place in the request's order: under other terms, or as of now. */
export const remakeAll = (before: readonly KeptChange[]): Rearranged => ({
  wanted: before.map((change, index) => ({ ...change, path: `changes[${index}]` })),
  touched: new Set(before.map(keyOfChange)),
  misplaced: [],
});

const idsTwice = (asked: readonly ChangeAsked[]): readonly Issue[] => {
  const ids = asked.map(({ id }) => id ?? null);
  return ids.flatMap((id, index) =>
    id !== null && ids.indexOf(id) !== index
      ? [issue(`changes[${index}].id`, 'changeRequest.changeTwice', { id })]
      : [],
  );
};

const longReasons = (asked: readonly ChangeAsked[]): readonly Issue[] =>
  asked.flatMap(({ reason }, index) =>
    (reason ?? '').length > REASON_LENGTH_MAX
      ? [issue(`changes[${index}].reason`, 'platform.input.length', { min: 0, max: REASON_LENGTH_MAX })]
      : [],
  );

function nameOf(
  { dictionaryOf }: PutFacts,
  { dictionary, code, key }: ChangeAsked,
  path: string,
): { readonly code: string } | { readonly issues: readonly Issue[] } {
  const refuse = (key: string) => ({ issues: [issue(`${path}.dictionary`, key, { dictionary })] });
  if (dictionary === META.code) return refuse('changeRequest.definitionsLater');
  const known = dictionaryOf(dictionary);
  if (!known) return refuse('changeRequest.dictionaryUnknown');
  if (known.retired) return refuse('changeRequest.dictionaryRetired');
  return codeOf(known.definition, { code, key }, path);
}

const wantedChange = (
  change: ChangeAsked,
  code: string,
  place: Pick<WantedChange, 'id' | 'ordinal' | 'path'>,
): WantedChange => ({
  ...place,
  dictionary: change.dictionary,
  code,
  reason: change.reason ?? null,
  disputed: false,
  asked: {
    operation: change.operation,
    values: change.values ?? null,
    validFrom: change.validFrom ?? null,
    until: change.until,
    validTo: change.validTo ?? null,
    replacedBy: change.replacedBy ?? null,
  },
});
