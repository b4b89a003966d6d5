import { sameDecimal } from '../../kernel/decimal.js';
import { sameToAPerson } from '../../kernel/fold.js';
import { sameValue, type Value, type Values } from '../../kernel/timeline.js';
import type { Definition, FieldDefinition } from './shape.js';

/** One field before and after; null is no value. A cosmetic change is one that a person does not see or that means the same. */
export interface FieldChange {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
  readonly cosmetic: boolean;
}

/**
 * The fields that differ, in the definition's order (by name without one). Cosmetic are a text of the same appearance, an
 * amount written differently and a list in another order. Without a definition every text counts as one that people read.
 */
export function fieldChanges(
  before: Values | null,
  after: Values | null,
  definition?: Definition,
): readonly FieldChange[] {
  const known = definition?.fields.map((field) => field.name) ?? [];
  const given = [...Object.keys(before ?? {}), ...Object.keys(after ?? {})].sort();
  const fields = new Map(definition?.fields.map((field) => [field.name, field]));
  return [...new Set([...known, ...given])].flatMap((field) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null];
    if (sameValue(was, is)) return [];
    return [{ field, before: was, after: is, cosmetic: isCosmetic(was, is, fields.get(field)) }];
  });
}

function isCosmetic(before: Value, after: Value, field: FieldDefinition | undefined): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return field?.type === 'reference' && sameValue(sorted(before), sorted(after));
  }
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  if (field === undefined || field.type === 'text') return sameToAPerson(before, after);
  return field.type === 'decimal' && sameDecimal(before, after);
}

const sorted = (list: readonly Value[]): Value => [...list].sort();
