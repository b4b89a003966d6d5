import fc from 'fast-check';
import { type Digest, sha256 } from '../../kernel/digest.js';
import { anchorFault, BEFORE_FIRST, chainFault, type Head, type SealedVersion, seal, versionHash } from './chain.js';

const EPOCH = '8f3a2c10';
const chainOf = (length: number): SealedVersion[] => {
  const versions: SealedVersion[] = [];
  for (let version = 0; version < length; version++) {
    versions.push(
      seal({
        channel: 'TEST',
        epoch: EPOCH,
        version,
        kind: 'RELEASE',
        release: version === 0 ? 'GENESIS' : `R2026-${String(version).padStart(4, '0')}`,
        releaseDigest: sha256(`release ${version}`),
        signOffs: sha256(`sign-offs ${version}`),
        appliedBy: version === 0 ? null : 'manager',
        appliedAt: `2026-11-22T00:00:${String(version % 60).padStart(2, '0')}.000Z`,
        rowsDigest: sha256(`rows ${version}`),
        rowCount: version,
        previous: versions.at(-1)?.hash ?? BEFORE_FIRST,
      }),
    );
  }
  return versions;
};
const headOf = (versions: readonly SealedVersion[]): Head => {
  const last = versions.at(-1);
  return last
    ? { version: last.version, epoch: last.epoch, hash: last.hash }
    : { version: -1, epoch: '', hash: BEFORE_FIRST };
};
const brokenAt = (versions: readonly SealedVersion[], head: Head): number | null =>
  chainFault(versions, head)?.version ?? null;

const scene = fc
  .integer({ min: 1, max: 12 })
  .chain((length) => fc.record({ chain: fc.constant(chainOf(length)), index: fc.nat({ max: length - 1 }) }));

const MEMBERS = ['channel', 'epoch', 'kind', 'release', 'appliedBy', 'appliedAt'] as const;
const DIGESTS = ['releaseDigest', 'signOffs', 'rowsDigest', 'previous', 'hash'] as const;

describe('the chain of a channel', () => {
  it('holds as it was written, from nothing to its head', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), (length) =>
        expect(brokenAt(chainOf(length), headOf(chainOf(length)))).toBeNull(),
      ),
    );
  });

  it('tells where a version was altered, whichever member it was', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...MEMBERS, ...DIGESTS, 'rowCount' as const), ({ chain, index }, member) => {
        const altered = chain.map((sealed, at) =>
          at !== index
            ? sealed
            : { ...sealed, [member]: member === 'rowCount' ? sealed.rowCount + 1 : sha256(`other ${sealed.hash}`) },
        );
        expect(brokenAt(altered, headOf(chain))).toBe(index);
      }),
    );
  });

  it('tells where a version was dropped', () => {
    fc.assert(
      fc.property(scene, ({ chain, index }) =>
        expect(
          brokenAt(
            chain.filter((_, at) => at !== index),
            headOf(chain),
          ),
        ).toBe(index),
      ),
    );
  });

  it('tells where a version was inserted', () => {
    fc.assert(
      fc.property(scene, ({ chain, index }) => {
        const sealed = chain[index];
        if (!sealed) throw new Error('the scene names a version of its chain');
        const forged = seal({ ...sealed, rowsDigest: sha256('forged') });
        expect(brokenAt([...chain.slice(0, index), forged, ...chain.slice(index)], headOf(chain))).toBe(index + 1);
      }),
    );
  });

  it('tells where versions were reordered', () => {
    fc.assert(
      fc.property(scene, fc.nat(), ({ chain, index }, other) => {
        const place = other % chain.length;
        fc.pre(place !== index);
        const swapped = [...chain];
        const [a, b] = [chain[index], chain[place]];
        if (!a || !b) throw new Error('both versions are of the chain');
        [swapped[index], swapped[place]] = [b, a];
        expect(brokenAt(swapped, headOf(chain))).toBe(Math.min(index, place));
      }),
    );
  });

  it('tells that its tail was cut while the head stayed, or the head was moved while the tail stayed', () => {
    const chain = chainOf(5);
    expect(brokenAt(chain.slice(0, 3), headOf(chain))).toBe(3);
    expect(brokenAt(chain, headOf(chain.slice(0, 3)))).toBe(3);
    expect(brokenAt(chain, { ...headOf(chain), hash: sha256('forged') })).toBe(4);
  });

  it('lets a new epoch begin only with an EPOCH record', () => {
    const [founded] = chainOf(1);
    if (!founded) throw new Error('a chain of one');
    const next = { ...founded, version: 1, previous: founded.hash, epoch: 'another' };
    const broken = seal(next);
    const declared = seal({ ...next, kind: 'EPOCH' });
    expect(brokenAt([founded, broken], headOf([founded, broken]))).toBe(1);
    expect(brokenAt([founded, declared], headOf([founded, declared]))).toBeNull();
  });

  it('is found cut or written anew by a head recorded outside, which it cannot find by itself', () => {
    const chain = chainOf(6);
    const anchors = chain.map((sealed) => ({ channel: 'TEST', ...headOf([sealed]) }));
    const cut = chain.slice(0, 4);
    expect(brokenAt(cut, headOf(cut))).toBeNull();
    expect(anchorFault(cut, anchors)?.version).toBe(4);

    const rewritten: SealedVersion[] = [];
    for (const sealed of chain) {
      const rowsDigest = sealed.version === 2 ? sha256('forged') : sealed.rowsDigest;
      rewritten.push(seal({ ...sealed, rowsDigest, previous: rewritten.at(-1)?.hash ?? BEFORE_FIRST }));
    }
    expect(brokenAt(rewritten, headOf(rewritten))).toBeNull();
    expect(anchorFault(rewritten, anchors)?.version).toBe(2);
    expect(anchorFault(chain, anchors)).toBeNull();
  });

  it('hashes what a consumer can recompute: canonical JSON of the record', () => {
    const record = {
      channel: 'TEST',
      epoch: '00',
      version: 0,
      kind: 'RELEASE',
      release: 'GENESIS',
      releaseDigest: 'a'.repeat(64) as Digest,
      signOffs: 'b'.repeat(64) as Digest,
      appliedBy: null,
      appliedAt: '2026-11-22T00:00:00.000Z',
      rowsDigest: 'c'.repeat(64) as Digest,
      rowCount: 0,
      previous: BEFORE_FIRST,
    };
    const text = `{"appliedAt":"2026-11-22T00:00:00.000Z","appliedBy":null,"channel":"TEST","epoch":"00","kind":"RELEASE","previous":"${BEFORE_FIRST}","release":"GENESIS","releaseDigest":"${'a'.repeat(64)}","rowCount":0,"rowsDigest":"${'c'.repeat(64)}","signOffs":"${'b'.repeat(64)}","version":0}`;
    expect(versionHash(record)).toBe(sha256(text));
  });
});
