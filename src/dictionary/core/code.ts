import { foldCode, invisibleCharacters } from '../../kernel/fold.js';
import { CODE_LENGTH_MAX } from '../../kernel/limits.js';
import type { Issue } from '../../kernel/message.js';
import { Faults, join, shown } from './faults.js';
import { compiledOf } from './given.js';
import { type Definition, isPlainKey, KEY_SEPARATOR } from './shape.js';

/** An entry as somebody names it: by its code, by the fields of its key, or by both where they agree. */
export interface NamedEntry {
  readonly code?: string | null | undefined;
  readonly key?: unknown;
}

/**
 * The code of the entry named, or every fault. A code is what the definition's pattern allows (each part of it, where the key
 * has several), in the Unicode form in which it is compared, and its parts are values of their fields.
 */
export function codeOf(
  definition: Definition,
  { code, key }: NamedEntry,
  path: string,
): { readonly code: string } | { readonly issues: readonly Issue[] } {
  const faults = new Faults(path);
  const given = partsGiven(definition, code, key, faults);
  if (given === null) return { issues: faults.issues };
  for (const [index, part] of given.parts.entries()) checkPart(definition, part, given.at(index), faults);
  const joined = given.parts.join(KEY_SEPARATOR);
  if (joined.length > CODE_LENGTH_MAX) {
    faults.addAt(given.at(null), 'dictionary.code.tooLong', { limit: CODE_LENGTH_MAX, given: joined.length });
  }
  if (faults.issues.length === 0) checkKeyFields(definition, given, faults);
  return faults.issues.length > 0 ? { issues: faults.issues } : { code: joined };
}

/** The key's fields and their values, out of the code. */
export function keyOf(definition: Definition, code: string): Record<string, string> {
  const [first = 'code'] = definition.key;
  if (definition.key.length === 1) return { [first]: code };
  const parts = code.split(KEY_SEPARATOR);
  return Object.fromEntries(definition.key.map((field, index) => [field, parts[index] ?? '']));
}

/** The parts of a code and where each stands in the input; `at(null)` is the code as a whole. */
interface Parts {
  readonly parts: readonly string[];
  readonly at: (index: number | null) => string;
}

function partsGiven(definition: Definition, code: unknown, key: unknown, faults: Faults): Parts | null {
  const fromCode = isGiven(code) ? partsOfCode(definition, code, faults) : null;
  const fromKey = isGiven(key) ? partsOfKey(definition, key, faults) : null;
  if (!isGiven(code) && !isGiven(key)) {
    faults.addAt('code', 'dictionary.code.needed', { dictionary: definition.name, key: definition.key.join('、') });
  }
  if (faults.issues.length > 0) return null;
  if (fromCode && fromKey && fromCode.parts.join(KEY_SEPARATOR) !== fromKey.parts.join(KEY_SEPARATOR)) {
    faults.addAt('key', 'dictionary.code.codeAndKeyDiffer', { code: shown(code), key: shown(key) });
    return null;
  }
  return fromKey ?? fromCode;
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;

function partsOfCode(definition: Definition, code: unknown, faults: Faults): Parts | null {
  const { key } = definition;
  if (typeof code !== 'string') return faults.addAt('code', 'dictionary.code.notText', { value: shown(code) }) ?? null;
  const parts = key.length === 1 ? [code] : code.split(KEY_SEPARATOR);
  if (parts.length === key.length) return { parts, at: () => 'code' };
  const params = { code: shown(code), count: key.length, key: key.join(KEY_SEPARATOR) };
  return faults.addAt('code', 'dictionary.code.parts', params) ?? null;
}

/** Every field of the key and nothing else; numbers are written out, as the code does. */
function partsOfKey(definition: Definition, key: unknown, faults: Faults): Parts | null {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    return faults.addAt('key', 'dictionary.code.keyNotStructure', { key: definition.key.join('、') }) ?? null;
  }
  const given = new Map(Object.entries(key as Readonly<Record<string, unknown>>));
  for (const name of given.keys()) {
    const words = { field: shown(name), key: definition.key.join('、') };
    if (!definition.key.includes(name)) faults.addAt(join('key', shown(name)), 'dictionary.code.notInKey', words);
  }
  const parts = definition.key.map((field) => {
    const value = given.get(field);
    if (typeof value === 'string' || Number.isSafeInteger(value)) return String(value);
    return faults.addAt(join('key', field), 'dictionary.code.keyFieldNeeded', { field }) ?? '';
  });
  return { parts, at: (index) => (index === null ? 'key' : join('key', definition.key[index] ?? '')) };
}

function checkPart(definition: Definition, part: string, at: string, faults: Faults): void {
  const { codePattern } = compiledOf(definition);
  const invisible = invisibleCharacters(part);
  if (invisible.length > 0) return faults.addAt(at, 'dictionary.code.invisible', { characters: invisible.join(' ') });
  const words = { code: shown(part), pattern: definition.codePattern, dictionary: definition.name };
  if (part !== foldCode(part, false)) {
    return faults.addAt(at, 'dictionary.code.notFolded', { ...words, folded: foldCode(part, false) });
  }
  const isSeparated = definition.key.length > 1 && part.includes(KEY_SEPARATOR);
  if (isSeparated || !codePattern.test(part)) faults.addAt(at, 'dictionary.code.pattern', words);
}

// Written in one way, so that 1 and 01 are not two codes.
const INTEGER = /^(?:0|-?[1-9][0-9]*)$/;

/** A part of the key is also a value of its field: an option, a date, a number. */
function checkKeyFields(definition: Definition, { parts, at }: Parts, faults: Faults): void {
  if (isPlainKey(definition)) return;
  const { byName } = compiledOf(definition);
  for (const [index, name] of definition.key.entries()) {
    const field = byName.get(name);
    const part = parts[index] ?? '';
    const judged = new Faults('');
    field?.check(field.field.type === 'integer' && INTEGER.test(part) ? Number(part) : part, judged);
    for (const { says } of judged.issues) faults.addAt(at(index), says.key, says.params);
  }
}
