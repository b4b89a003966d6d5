import fc from 'fast-check';
import { aTimelineOrNone, someValues } from '../../../test/arbitrary/timelines.js';
import type { Timeline } from '../../kernel/timeline.js';
import { type EntryChange, inverse } from './inverse.js';

interface Change extends EntryChange {
  readonly code: string;
}
type Dictionary = ReadonlyMap<string, Timeline>;

/** A channel as a map: each change must find its base, and leaves what it proposes. */
const applied = (dictionary: Dictionary, changes: readonly Change[]): Dictionary => {
  const next = new Map(dictionary);
  for (const { code, base, proposed } of changes) {
    expect(next.get(code) ?? null).toEqual(base);
    if (proposed) next.set(code, proposed);
    else next.delete(code);
  }
  return next;
};

const code = fc.constantFrom('A', 'B', 'C');
const aDictionary: fc.Arbitrary<Dictionary> = fc
  .array(fc.tuple(code, someValues))
  .map((entries) => new Map(entries.map(([each, values]) => [each, { rows: [{ values }] }])));

/** Changes that follow one another, several of them on one entry. */
const changesOf = (dictionary: Dictionary): fc.Arbitrary<readonly Change[]> =>
  fc.array(fc.tuple(code, aTimelineOrNone), { maxLength: 8 }).map((wanted) => {
    const now = new Map<string, Timeline | null>(dictionary);
    return wanted.map(([each, proposed]) => {
      const change = { code: each, base: now.get(each) ?? null, proposed };
      now.set(each, proposed);
      return change;
    });
  });

const release = aDictionary.chain((dictionary) => fc.tuple(fc.constant(dictionary), changesOf(dictionary)));

describe('undoing a release', () => {
  it('after applying it restores every content, also of entries that it changed more than once or made', () => {
    fc.assert(
      fc.property(release, ([before, changes]) => {
        const after = applied(before, changes);
        expect(applied(after, inverse(changes))).toEqual(before);
      }),
    );
  });

  it('twice is the release itself', () => {
    fc.assert(fc.property(release, ([, changes]) => expect(inverse(inverse(changes))).toEqual(changes)));
  });
});
