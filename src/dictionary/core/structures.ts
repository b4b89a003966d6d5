import type { Issue } from '../../kernel/message.js';
import { Faults, join } from './faults.js';
import { checkFields, checkRequired } from './given.js';
import { STRUCTURE_LENGTH_MAX } from './meta.js';
import { camelCase } from './names.js';
import type { Definition } from './shape.js';

/** A stored structure under TypeScript's names, without the members that have no value. */
export const camelled = (stored: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(stored).flatMap(([name, value]) => (value === null ? [] : [[camelCase(name), value]])),
  );

export const isStructure = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a structure of the shape, leaving the structures in it unread; null and issues where it is none. */
export function readStructure<T>(shape: Definition, value: unknown, path: string, issues: Issue[]): T | null {
  const faults = new Faults(path);
  if (isStructure(value)) checkRequired(shape, value, checkFields(shape, value, faults), faults);
  else faults.addAt('', 'dictionary.definition.notStructure');
  issues.push(...faults.issues);
  return isStructure(value) && faults.issues.length === 0 ? (camelled(value) as T) : null;
}

/** Reads a list of at least one and at most `max` of what `read` reads; what is at fault is left out after its issues. */
export function readList<T>(
  value: unknown,
  path: string,
  issues: Issue[],
  read: (item: unknown, path: string) => T | null,
  max = STRUCTURE_LENGTH_MAX,
): readonly T[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= max) {
    return value.flatMap((item: unknown, index) => read(item, join(path, `[${index}]`)) ?? []);
  }
  issues.push(...faultAt(path, 'dictionary.definition.notList', { max }));
  return [];
}

/** Reads a list of names: of fields, for instance. */
export const readNames = (value: unknown, path: string, issues: Issue[]): readonly string[] =>
  readList(value, path, issues, (item, at) => readOf(isText, item, at, issues, 'dictionary.definition.notName'));

/** Reads a list of lengths, each longer than the one before. */
export function readWidths(value: unknown, path: string, issues: Issue[]): readonly number[] {
  const widths = readList(value, path, issues, (item, at) =>
    readOf(isLength, item, at, issues, 'dictionary.definition.notWidth'),
  );
  const grows = widths.every((width, index) => index === 0 || width > (widths[index - 1] ?? 0));
  if (!grows) issues.push(...faultAt(path, 'dictionary.definition.widthsGrow', { widths: widths.join(', ') }));
  return widths;
}

/** Reads a map from values to names. */
export function readNamesByValue(value: unknown, path: string, issues: Issue[]): Readonly<Record<string, string>> {
  if (!isStructure(value) || Object.keys(value).length === 0) {
    issues.push(...faultAt(path, 'dictionary.definition.notStructure'));
    return {};
  }
  const named = Object.entries(value).flatMap(([key, name]) => {
    const read = readOf(isText, name, join(path, key), issues, 'dictionary.definition.notName');
    return read === null ? [] : [[key, read] as const];
  });
  return Object.fromEntries(named);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

function readOf<T>(
  is: (value: unknown) => value is T,
  value: unknown,
  path: string,
  issues: Issue[],
  key: string,
): T | null {
  if (is(value)) return value;
  issues.push(...faultAt(path, key));
  return null;
}

export function faultAt(path: string, key: string, params: Issue['says']['params'] = {}): readonly Issue[] {
  const faults = new Faults(path);
  faults.addAt('', key, params);
  return faults.issues;
}
