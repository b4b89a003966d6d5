import fc from 'fast-check';
import { type Digest, sha256 } from '../../kernel/digest.js';
import { lateEntries, lateFinding } from './lateness.js';
import { releaseNumber } from './release-number.js';
import { channelBefore, nextChannel } from './route.js';
import { rowsDigest, type WrittenRow } from './rows-digest.js';
import { signingDigest } from './signing-digest.js';

const NOW = '2026-11-22T04:00:00.000Z';
const beginning = (beginsAt: string | null) => ({ dictionary: 'charge_price', code: '110100001|3', beginsAt });

describe('lateness', () => {
  it('is what has begun before it could be applied', () => {
    expect(lateEntries([beginning('2026-11-22T03:59:59.999Z')], NOW, false)).toHaveLength(1);
    expect(lateEntries([beginning(NOW), beginning('2026-11-22T04:00:00.001Z')], NOW, false)).toEqual([]);
  });

  it('never befalls an undated entry or what was signed as retroactive', () => {
    expect(lateEntries([beginning(null)], NOW, false)).toEqual([]);
    expect(lateEntries([beginning('2020-01-01T00:00:00.000Z')], NOW, true)).toEqual([]);
  });

  it('names the entry and both instants', () => {
    const finding = lateFinding(beginning('2026-11-01T00:00:00.000Z'), NOW);
    expect(finding).toMatchObject({ severity: 'BLOCK', rule: 'time.late', path: 'charge_price/110100001|3' });
  });
});

describe('the digest of what a version wrote', () => {
  const row = fc.record<WrittenRow>({
    dictionary: fc.constantFrom('dept', 'drug'),
    code: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
    content: fc.option(fc.string().map((text) => sha256(text))),
    origins: fc.array(fc.constantFrom('GENESIS', 'R2026-0001'), { maxLength: 3 }),
  });
  const rows = fc.uniqueArray(row, {
    minLength: 1,
    maxLength: 8,
    selector: (each) => `${each.dictionary} ${each.code}`,
  });

  it('does not depend on the order in which they were written', () => {
    fc.assert(fc.property(rows, (given) => expect(rowsDigest([...given].reverse())).toBe(rowsDigest(given))));
  });

  it('changes with every row, content and origin', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (given, at) => {
        const index = at % given.length;
        const change = (over: Partial<WrittenRow>) =>
          given.map((each, i) => (i === index ? { ...each, ...over } : each));
        const before = rowsDigest(given);
        expect(rowsDigest(change({ content: sha256('another') }))).not.toBe(before);
        expect(rowsDigest(change({ origins: ['R2030-0001', 'x'] }))).not.toBe(before);
        expect(rowsDigest(change({ code: 'somewhere else' }))).not.toBe(before);
        expect(rowsDigest(given.filter((_, i) => i !== index))).not.toBe(before);
      }),
    );
  });

  it('orders codes by their bytes, as the database does', () => {
    const content = 'a'.repeat(64) as Digest;
    const line = (code: string) => ({ dictionary: 'd', code, content, origins: ['GENESIS'] });
    // U+FF21 comes before U+1F600 in bytes and after it in UTF-16 code units.
    const text = `d\t\uff21\t${content}\tGENESIS\nd\t\u{1f600}\t${content}\tGENESIS`;
    expect(rowsDigest([line('\u{1f600}'), line('\uff21')])).toBe(sha256(text));
  });
});

describe('the digest of who signed', () => {
  const release = {
    number: 'R2026-0001',
    kind: 'NORMAL',
    requestId: 'request',
    digest: sha256('evidence'),
    retroactive: false,
    signedAt: NOW,
  };
  const signOff = {
    id: 'a',
    revision: 1,
    digest: sha256('evidence'),
    reviewerId: 'li',
    role: 'pricing',
    decision: 'APPROVE',
    comment: null,
    at: NOW,
  };

  it('changes with anything that was said, and with who said it', () => {
    const before = signingDigest(release, [signOff]);
    const changed = [
      signingDigest(release, []),
      signingDigest(release, [signOff, { ...signOff, id: 'b' }]),
      signingDigest(release, [{ ...signOff, reviewerId: 'wang' }]),
      signingDigest(release, [{ ...signOff, comment: '同意' }]),
      signingDigest({ ...release, kind: 'EMERGENCY' }, [signOff]),
      signingDigest({ ...release, retroactive: true }, [signOff]),
    ];
    expect(new Set([before, ...changed]).size).toBe(changed.length + 1);
  });

  it('does not depend on the order in which they are read', () => {
    const other = { ...signOff, id: 'b', reviewerId: 'wang' };
    expect(signingDigest(release, [other, signOff])).toBe(signingDigest(release, [signOff, other]));
  });
});

describe('the way through the channels', () => {
  it('is test, pilot, production', () => {
    expect(['TEST', 'PILOT', 'PRODUCTION'].map(channelBefore)).toEqual([null, 'TEST', 'PILOT']);
    expect(nextChannel(new Set())).toBe('TEST');
    expect(nextChannel(new Set(['TEST']))).toBe('PILOT');
    expect(nextChannel(new Set(['TEST', 'PILOT', 'PRODUCTION']))).toBeNull();
  });
});

describe('the number of a release', () => {
  it('has four digits, and more when a year needs them', () => {
    expect(releaseNumber(2026, 42)).toBe('R2026-0042');
    expect(releaseNumber(2026, 12345)).toBe('R2026-12345');
  });
});
