import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { foldCode } from '../../kernel/fold.js';
import { type Change, PackedDictionary } from './packed.js';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

const change = (code: string, body: string | null, version = 1, origins: readonly string[] = ['GENESIS']): Change => ({
  entryId: code.length,
  code,
  version,
  origins,
  body,
  content: body === null ? null : hash(body),
});

const told = (dictionary: PackedDictionary, key: string) => {
  const found = dictionary.find(key);
  return (
    found && {
      entryId: found.entryId,
      code: found.code,
      version: found.version,
      origins: found.origins,
      body: found.body,
      content: Buffer.from(found.content),
    }
  );
};

describe('a dictionary packed into bytes', () => {
  it('finds every entry as it was given, and nothing else', () => {
    const packed = PackedDictionary.empty(null).with([
      change('K1', '{"rows":[]}'),
      change('片|3', '{"name":"收费 𠮷"}', 7, ['R2026-0001', 'GENESIS']),
      change('', '{}'),
    ]);
    expect(told(packed, '片|3')).toEqual(change('片|3', '{"name":"收费 𠮷"}', 7, ['R2026-0001', 'GENESIS']));
    expect(told(packed, '')).toEqual(change('', '{}'));
    expect(packed.find('k1')).toBeNull();
    expect(packed.find('K')).toBeNull();
  });

  it('finds a code in any case where the dictionary folds case', () => {
    const packed = PackedDictionary.empty((code) => foldCode(code, true)).with([change('Box', '{}')]);
    expect(packed.find('BOX')?.code).toBe('Box');
    expect(packed.find('Box')).toBeNull();
  });

  it('holds after any changes what a map would hold, and leaves what was read before as it was', () => {
    const code = fc.stringMatching(/^[A-C片]{0,3}$/);
    const changes = fc.array(
      fc.record({ code, body: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: null, freq: 5 }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 20 }), (rounds) => {
        let packed = PackedDictionary.empty(null);
        let model = new Map<string, Change>();
        const seen: { packed: PackedDictionary; model: Map<string, Change> }[] = [];
        rounds.forEach((round, version) => {
          const written = round.map(({ code: of, body }) => change(of, body, version, [`R${version % 3}`]));
          packed = packed.with(written);
          model = new Map(model);
          for (const each of written) model.set(each.code, each);
          seen.push({ packed, model });
        });
        const codes = new Set(rounds.flat().map((each) => each.code));
        for (const each of seen) {
          for (const of of codes) {
            const wanted = each.model.get(of);
            expect(told(each.packed, of)).toEqual(wanted?.body ? wanted : null);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives up the room of what was overwritten', () => {
    let packed = PackedDictionary.empty(null);
    const body = 'x'.repeat(20_000);
    for (let version = 0; version < 500; version++)
      packed = packed.with([change(`K${version % 10}`, `${version}${body}`, version)]);
    expect(packed.bytes).toBeLessThan(4 * 1024 * 1024);
    expect(packed.find('K9')?.version).toBe(499);
  });

  it('takes little more room than its text', () => {
    const entries = Array.from({ length: 20_000 }, (_, n) =>
      change(`C${n}`, JSON.stringify({ rows: [{ values: { name: `项目${n}`, price: `${n}.50` } }] })),
    );
    const text = entries.reduce(
      (sum, { code, body }) => sum + 32 + Buffer.byteLength(code) + Buffer.byteLength(body ?? ''),
      0,
    );
    expect(PackedDictionary.empty(null).with(entries).bytes).toBeLessThan(text + 20_000 * 80);
  });
});
