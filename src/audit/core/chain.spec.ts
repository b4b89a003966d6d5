import fc from 'fast-check';
import { sha256 } from '../../kernel/digest.js';
import { compareWithHead, follow, linkHash, ORIGIN, type StoredLink } from './chain.js';

const chainOf = (subjects: readonly string[]): StoredLink[] => {
  const links: StoredLink[] = [];
  for (const [index, subject] of subjects.entries()) {
    const link = {
      seq: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      actorId: null,
      action: 'release.apply',
      subject,
      detail: '{}',
      previous: links.at(-1)?.hash ?? ORIGIN.hash,
    };
    links.push({ ...link, hash: linkHash(link) });
  }
  return links;
};

const brokenAt = (links: readonly StoredLink[]): number | null => {
  const reading = follow(ORIGIN, links);
  return 'broken' in reading ? reading.broken.seq : null;
};

const chains = fc
  .array(fc.string(), { minLength: 2, maxLength: 30 })
  .chain((subjects) => fc.record({ links: fc.constant(chainOf(subjects)), place: fc.nat(subjects.length - 1) }));

describe('the record of state changes', () => {
  it('holds as it was written, and says where it ends', () => {
    fc.assert(
      fc.property(chains, ({ links }) => {
        const last = links.at(-1);
        expect(follow(ORIGIN, links)).toEqual({ head: { seq: last?.seq, hash: last?.hash } });
      }),
    );
  });

  it('reads the same in pages as at once', () => {
    fc.assert(
      fc.property(chains, ({ links, place }) => {
        const first = follow(ORIGIN, links.slice(0, place));
        const second = 'head' in first ? follow(first.head, links.slice(place)) : first;
        expect(second).toEqual(follow(ORIGIN, links));
      }),
    );
  });

  it.each(['actorId', 'action', 'subject', 'detail', 'at'] as const)('breaks where %s was altered', (field) => {
    fc.assert(
      fc.property(chains, ({ links, place }) => {
        const altered = links.map((link, index) => (index === place ? { ...link, [field]: `${link[field]}x` } : link));
        expect(brokenAt(altered)).toBe(place + 1);
      }),
    );
  });

  it('breaks at the next event where one was altered and hashed again', () => {
    const links = chainOf(['a', 'b', 'c', 'd']);
    const forged = links.map((link) => (link.seq === 2 ? { ...link, subject: 'x' } : link));
    const rehashed = forged.map((link) => (link.seq === 2 ? { ...link, hash: linkHash(link) } : link));
    expect(brokenAt(rehashed)).toBe(3);
  });

  it('breaks where an event was taken out', () => {
    fc.assert(
      fc.property(chains, ({ links, place }) => {
        const cut = links.filter((_, index) => index !== place);
        const reading = follow(ORIGIN, cut);
        const end = links.at(-1);
        const found =
          'broken' in reading
            ? reading.broken
            : compareWithHead(reading.head, { seq: end?.seq ?? 0, hash: sha256('') });
        expect(found?.seq).toBe(place + 1);
      }),
    );
  });

  it('breaks where an event was put in, whatever was renumbered behind it', () => {
    const links = chainOf(['a', 'b', 'c']);
    const stranger = { ...links[1], subject: 'forged', seq: 2, previous: links[0]?.hash ?? ORIGIN.hash } as StoredLink;
    const inserted = [links[0], { ...stranger, hash: linkHash(stranger) }, ...links.slice(1)].map((link, index) => ({
      ...(link as StoredLink),
      seq: index + 1,
    }));
    expect(brokenAt(inserted)).toBe(3);
  });

  it('breaks where two events changed places', () => {
    fc.assert(
      fc.property(
        chains.filter(({ place }) => place > 0),
        ({ links, place }) => {
          const [a, b] = [links[place - 1], links[place]] as [StoredLink, StoredLink];
          const swapped = links.map((link) =>
            link === a ? { ...b, seq: a.seq } : link === b ? { ...a, seq: b.seq } : link,
          );
          expect(brokenAt(swapped)).toBe(a.seq);
        },
      ),
    );
  });

  it('is compared with its head: a cut tail, an event beyond it and a replaced head are three findings', () => {
    const at = (seq: number, text = '') => ({ seq, hash: sha256(text) });
    expect(compareWithHead(at(3), at(5))).toEqual({ seq: 4, kind: 'cutTail' });
    expect(compareWithHead(at(5), at(3))).toEqual({ seq: 4, kind: 'beyondHead' });
    expect(compareWithHead(at(3, 'x'), at(3, 'y'))).toEqual({ seq: 3, kind: 'head' });
    expect(compareWithHead(at(3), at(3))).toBeNull();
  });
});
