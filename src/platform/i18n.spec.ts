import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { says } from '../kernel/message.js';
import { loadTexts, negotiateLanguage, say } from './i18n.js';

const SRC = fileURLToPath(new URL('../', import.meta.url));
const chinese = loadTexts('zh-CN');
const english = loadTexts('en');

const placeholders = (text: string | undefined): string[] => [...new Set(text?.match(/\{\w+\}/g))].sort();

/** Keys that stand in the code as they are; those made of parts are held by the tests of whoever makes them. */
const keysInCode = (): [string, string][] =>
  readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8');
      const calls = text.matchAll(/\b(?:says\(|issue\([^,]*,)\s*'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g);
      return [...calls].map((call): [string, string] => [call[1] ?? '', file.slice(SRC.length)]);
    });

describe('what is said to people', () => {
  it('is there in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('takes the same parameters in both languages', () => {
    const differing = [...chinese.keys()].filter(
      (key) => placeholders(chinese.get(key)).join() !== placeholders(english.get(key)).join(),
    );
    expect(differing).toEqual([]);
  });

  it('has a text for every key in the code', () => {
    const keys = keysInCode();
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter(([key]) => !chinese.has(key))).toEqual([]);
  });

  it('belongs to the module whose name its key begins with', () => {
    const modules = new Set(['kernel', ...readdirSync(SRC)]);
    const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const known = new Set([...modules].map(camel));
    expect([...chinese.keys()].filter((key) => !known.has(key.slice(0, key.indexOf('.'))))).toEqual([]);
  });

  it('puts parameters into their places, and says a parameter that is a key itself', () => {
    const message = says('kernel.limitExceeded', { name: 'platform.limit.depth', limit: 15, given: 16 });
    expect(say(message, 'zh-CN')).toBe('查询嵌套层数超出限制：最多 15，实际 16。');
    expect(say(message, 'en')).toBe('Depth of the query is over its limit: at most 15, given 16.');
  });

  it('never takes a parameter for a pattern', () => {
    expect(say(says('kernel.notFound.entry', { id: '$& {id} $1' }), 'en')).toBe('There is no entry $& {id} $1.');
  });

  it.each([
    [undefined, 'zh-CN'],
    ['*', 'zh-CN'],
    ['fr-FR', 'zh-CN'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh;q=0.1, en;q=0.5', 'en'],
    ['en;q=0, zh;q=0.1', 'zh-CN'],
    [';;;q=,', 'zh-CN'],
  ])('answers who asks for %s in %s', (header, expected) => {
    expect(negotiateLanguage(header, 'zh-CN')).toBe(expected);
  });
});
