import type { Row, Value } from '../../kernel/timeline.js';
import { keyOf } from './code.js';
import { type Definition, KEY_SEPARATOR, type ReferenceDefinition, type ReferenceKind } from './shape.js';

/** One entry that a row names, or a pattern of entries. `target` is a code, a name (NAME) or a pattern (WILDCARD). */
export interface ReferenceFact {
  readonly field: string;
  readonly kind: ReferenceKind;
  readonly dictionary: string;
  readonly target: string;
  /** Whether it is a fault when the target does not hold while the row does. */
  readonly mustExist: boolean;
}

type Named = Readonly<Record<string, unknown>>;

/** What a row refers to, in the order of the definition's fields: key fields, derived references and lists included. */
export function referencesOf(definition: Definition, code: string, row: Pick<Row, 'values'>): readonly ReferenceFact[] {
  const values: Named = { ...row.values, ...keyOf(definition, code) };
  return definition.fields.flatMap(({ name, reference }) => {
    const dictionary = targetDictionary(reference, values);
    if (!reference || dictionary === null) return [];
    const { kind, mustExist } = reference;
    const targets = TARGETS[kind](reference, values[name] as Value | undefined, { definition, code, values });
    return targets.map((target) => ({ field: name, kind, dictionary, target, mustExist }));
  });
}

/** The dictionary that a reference names in a row; null where its discriminator says that there is none. */
export function targetDictionary(reference: ReferenceDefinition | undefined, values: Named): string | null {
  if (reference?.discriminator === undefined) return reference?.dictionary ?? null;
  const told = values[reference.discriminator];
  const { dictionaries = {} } = reference;
  return typeof told === 'string' && Object.hasOwn(dictionaries, told) ? (dictionaries[told] ?? null) : null;
}

interface Whole {
  readonly definition: Definition;
  readonly code: string;
  readonly values: Named;
}

const itself = (_: ReferenceDefinition, value: Value | undefined): readonly string[] =>
  typeof value === 'string' && value !== '' ? [value] : [];

const TARGETS: Readonly<
  Record<ReferenceKind, (reference: ReferenceDefinition, value: Value | undefined, whole: Whole) => readonly string[]>
> = {
  CODE: itself,
  NAME: itself,
  WILDCARD: itself,
  LIST: ({ any }, value) => (Array.isArray(value) ? value.filter((code): code is string => code !== any) : []),
  PREFIX: (reference, value, { definition, code }) => {
    if (reference.dictionary !== definition.code) return itself(reference, value);
    const parent = prefixParent(code, reference.widths ?? []);
    return parent === null ? [] : [parent];
  },
  COMPOSITE: ({ fields = [] }, _, { definition, code, values }) => {
    const parts = fields.map((field) => (field === 'code' && definition.key.includes('code') ? code : values[field]));
    return parts.every((part) => part !== undefined && part !== null && part !== '')
      ? [parts.map(String).join(KEY_SEPARATOR)]
      : [];
  },
};

/** Whether a wildcard such as `2204*` means a code: `*` stands for the rest, without it only the code itself is meant. */
export const wildcardMatches = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code;

/** Whether some code could be meant by both wildcards. */
export const wildcardsOverlap = (a: string, b: string): boolean =>
  wildcardMatches(a, b.replace(/\*$/, '')) || wildcardMatches(b, a.replace(/\*$/, ''));

/** The next shorter prefix of a code by its coding rule (widths, shortest first): its parent, or null at the top. */
export function prefixParent(code: string, widths: readonly number[]): string | null {
  const width = widths.findLast((each) => each < code.length);
  return width === undefined ? null : code.slice(0, width);
}

/** All shorter prefixes of a code, the nearest first. */
export const prefixAncestors = (code: string, widths: readonly number[]): readonly string[] =>
  widths
    .filter((width) => width < code.length)
    .map((width) => code.slice(0, width))
    .reverse();
