import { type Issue, issue } from '../kernel/message.js';
import { unknownField } from './condition.sql.js';
import type { Definition } from './core/definition.js';
import type { Ordering } from './entry.inputs.js';
import { type Parameters, readableField, valueOf } from './field.sql.js';

const ORDERINGS_MAX = 5;

/** One level of the order: an expression over a row `r`, as what it compares, which way. */
export interface Level {
  readonly expression: string;
  readonly sqlType: 'text' | 'numeric';
  readonly descending: boolean;
}

/** The levels asked and, last, the code, which settles every tie; or every fault. */
export function levelsOf(
  definition: Definition,
  orderings: readonly Ordering[],
  parameters: Parameters,
): { readonly levels: readonly Level[]; readonly issues: readonly Issue[] } {
  const levels: Level[] = [];
  const issues: Issue[] = [];
  if (orderings.length > ORDERINGS_MAX)
    issues.push(issue('orderBy', 'dictionary.read.tooManyOrderings', { max: ORDERINGS_MAX }));
  for (const [index, { field: name, descending }] of orderings.slice(0, ORDERINGS_MAX).entries()) {
    const field = readableField(definition, name);
    if (!field || field.compares === 'list') issues.push(unknownField(definition, name, `orderBy[${index}].field`));
    else
      levels.push({ expression: valueOf(field, parameters), sqlType: field.sqlType, descending: descending === true });
  }
  return { levels: [...levels, { expression: 'r.code', sqlType: 'text', descending: false }], issues };
}

export const orderSql = (levels: readonly Level[]): string =>
  levels.map(({ expression, descending }) => `${expression} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');

/** Whether a row comes after the one whose values are given, level by level; no value comes last. */
export function afterSql(levels: readonly Level[], values: readonly (string | null)[], parameters: Parameters): string {
  const equal: string[] = [];
  const alternatives = levels.flatMap((level, index) => {
    const { expression, sqlType, descending } = level;
    const value = values[index] ?? null;
    if (value === null) {
      equal.push(`${expression} IS NULL`);
      return [];
    }
    const given = parameters.add(value, sqlType);
    const after = `(${expression} ${descending ? '<' : '>'} ${given} OR ${expression} IS NULL)`;
    const all = [...equal, after].join(' AND ');
    equal.push(`${expression} = ${given}`);
    return [`(${all})`];
  });
  return `(${alternatives.join(' OR ')})`;
}
