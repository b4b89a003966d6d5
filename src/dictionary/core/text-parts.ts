import { diffChars } from 'diff';

/** A stretch of a text that stayed, went or came. */
export interface TextPart {
  readonly kind: 'KEPT' | 'REMOVED' | 'ADDED';
  readonly text: string;
}

/** Shorter texts are read whole; marking single characters in them helps nobody. */
const LONG_TEXT = 20;
/** How many characters may differ before it is quicker to say that everything does: the search grows with their square. */
const EDITS_MAX = 300;

/** What stayed, went and came between two texts, if one of them is long; otherwise null. Joined, the parts are the two texts. */
export function textParts(before: unknown, after: unknown): readonly TextPart[] | null {
  if (typeof before !== 'string' || typeof after !== 'string') return null;
  if (before.length <= LONG_TEXT && after.length <= LONG_TEXT) return null;
  const changes = diffChars(before, after, { maxEditLength: EDITS_MAX });
  if (!changes) return [part('REMOVED', before), part('ADDED', after)];
  return changes.map(({ added, removed, value }) => part(added ? 'ADDED' : removed ? 'REMOVED' : 'KEPT', value));
}

const part = (kind: TextPart['kind'], text: string): TextPart => ({ kind, text });
