import type { Definition } from '../../dictionary/core/definition.js';
import { referencesOf } from '../../dictionary/core/references.js';
import type { Instant, Row, Timeline } from '../../kernel/timeline.js';
import { EVER, joined, type Span, spanFrom, meeting, spanOf, without } from './spans.js';

/** An entry of a request, from what it was to what all its changes make of it. `path` is that of its last change. */
export interface DraftEntry {
  readonly definition: Definition;
  readonly code: string;
  readonly base: Timeline | null;
  readonly proposed: Timeline;
  readonly path: string;
}

/** How a reference names its target: by code (LIST, PREFIX and COMPOSITE too), by name, or by a pattern of codes. */
export type Space = 'CODE' | 'NAME' | 'PATTERN';

/** Something that names an entry. */
export interface Token {
  readonly space: Space;
  readonly dictionary: string;
  readonly token: string;
}

/** A token that must mean a live entry throughout some time, because a field of a row names it. */
export interface Need extends Token {
  readonly field: string;
  readonly spans: readonly Span[];
}

/** A token that means a live entry no more in some time in which it did. */
export interface Loss extends Token {
  readonly spans: readonly Span[];
}

export const tokenKey = ({ space, dictionary, token }: Token): string => `${space}\n${dictionary}\n${token}`;

const spaceOf = (kind: string): Space => (kind === 'NAME' ? 'NAME' : kind === 'WILDCARD' ? 'PATTERN' : 'CODE');

const liveRows = (timeline: Timeline | null): readonly Row[] =>
  timeline === null || timeline.retired ? [] : timeline.rows;

/** When an entry is alive. */
export const liveSpans = (timeline: Timeline | null): readonly Span[] => joined(liveRows(timeline).map(spanOf));

/** What does not say when it holds is asked about from now on; a dated row is asked about as long as it holds. */
const asked = (definition: Definition, now: Instant, spans: readonly Span[]): readonly Span[] =>
  definition.dated ? spans : meeting(spans, [spanFrom(now)]);

/** Everything that a timeline's live rows refer to and that must exist, with when. */
export function needsOf(definition: Definition, code: string, timeline: Timeline | null): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  if (!definition.fields.some(({ reference }) => reference?.mustExist)) return needs;
  for (const row of liveRows(timeline)) {
    for (const { field, kind, dictionary, target, mustExist } of referencesOf(definition, code, row)) {
      if (!mustExist) continue;
      const token = { space: spaceOf(kind), dictionary, token: target };
      const key = `${field}\n${tokenKey(token)}`;
      const spans = [...(needs.get(key)?.spans ?? []), spanOf(row)];
      needs.set(key, { ...token, field, spans });
    }
  }
  return needs;
}

/** What the proposal refers to that its base did not, and since when: the base answered for itself when it was released. */
export function newNeeds({ definition, code, base, proposed }: DraftEntry, now: Instant): readonly Need[] {
  const before = needsOf(definition, code, base);
  return [...needsOf(definition, code, proposed)].flatMap(([key, need]) => {
    const spans = asked(definition, now, without(need.spans, before.get(key)?.spans ?? []));
    return spans.length > 0 ? [{ ...need, spans }] : [];
  });
}

/** Everything that the proposal refers to, new or not. */
export const allNeeds = ({ definition, code, proposed }: DraftEntry, now: Instant): readonly Need[] =>
  [...needsOf(definition, code, proposed).values()].map((need) => ({
    ...need,
    spans: asked(definition, now, joined(need.spans)),
  }));

/** The tokens that a timeline answers to, and when: its code, and its name where it has one. */
export function tokensOf(definition: Definition, code: string, timeline: Timeline | null): readonly Loss[] {
  const names = new Map<string, Span[]>();
  for (const row of liveRows(timeline)) {
    const name = row.values['name'];
    if (typeof name === 'string') names.set(name, [...(names.get(name) ?? []), spanOf(row)]);
  }
  const dictionary = definition.code;
  return [
    { space: 'CODE', dictionary, token: code, spans: liveSpans(timeline) },
    ...[...names].map(([token, spans]) => ({ space: 'NAME' as const, dictionary, token, spans: joined(spans) })),
  ];
}

/** What nobody may refer to any more after the proposal: the code where it ends, an old name where it is renamed. */
export function lossesOf({ definition, code, base, proposed }: DraftEntry, now: Instant): readonly Loss[] {
  if (base === null) return [];
  const after = new Map(tokensOf(definition, code, proposed).map((token) => [tokenKey(token), token.spans]));
  return tokensOf(definition, code, base).flatMap((token) => {
    const spans = asked(definition, now, without(token.spans, after.get(tokenKey(token)) ?? []));
    return spans.length > 0 ? [{ ...token, spans }] : [];
  });
}

/** When each token means a live entry. */
export class Holdings {
  private readonly spans = new Map<string, Span[]>();

  hold(token: Token, spans: readonly Span[]): void {
    const known = this.spans.get(tokenKey(token));
    if (known) known.push(...spans);
    else this.spans.set(tokenKey(token), [...spans]);
  }

  /** A pattern holds for ever once a single code matches it: which codes it matches is not for structure to judge. */
  holdPattern(token: Token): void {
    this.hold(token, [EVER]);
  }

  isKnown(token: Token): boolean {
    return (this.spans.get(tokenKey(token))?.length ?? 0) > 0;
  }

  /** The time within `spans` in which the token means nothing that is alive. */
  missing(token: Token, spans: readonly Span[]): readonly Span[] {
    return without(spans, this.spans.get(tokenKey(token)) ?? []);
  }
}
