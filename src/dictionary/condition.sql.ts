import { type Issue, issue } from '../kernel/message.js';
import { LOOKUP_CODES_MAX } from '../kernel/limits.js';
import type { Definition } from './core/definition.js';
import type { ConditionOperator, FieldCondition } from './entry.inputs.js';
import { type Comparable, type Parameters, type ReadableField, readableField, valueOf } from './field.sql.js';

type Operand = 'value' | 'values' | 'none';

interface Operator {
  readonly operand: Operand;
  readonly fits: readonly Comparable[];
  /** `field` and `given` are expressions made here: a column's and a parameter's. */
  readonly sql: (field: string, given: string, compares: Comparable) => string;
}

const COMPARED: readonly Comparable[] = ['text', 'numeric'];
const SINGLE: readonly Comparable[] = ['text', 'numeric', 'boolean'];
const ALL: readonly Comparable[] = [...SINGLE, 'list'];

const compared = (operator: string): Operator => ({
  operand: 'value',
  fits: COMPARED,
  sql: (field, given) => `${field} ${operator} ${given}`,
});

const OPERATORS: Readonly<Record<ConditionOperator, Operator>> = {
  EQ: { operand: 'value', fits: SINGLE, sql: (field, given) => `${field} = ${given}` },
  NE: { operand: 'value', fits: SINGLE, sql: (field, given) => `${field} IS DISTINCT FROM ${given}` },
  IN: { operand: 'values', fits: SINGLE, sql: (field, given) => `${field} = ANY (${given})` },
  LT: compared('<'),
  LE: compared('<='),
  GT: compared('>'),
  GE: compared('>='),
  PREFIX: { operand: 'value', fits: ['text'], sql: (field, given) => `starts_with(${field}, ${given})` },
  CONTAINS: {
    operand: 'value',
    fits: ['text', 'list'],
    sql: (field, given, compares) => (compares === 'list' ? `${field} ? ${given}` : `strpos(${field}, ${given}) > 0`),
  },
  IS_NULL: { operand: 'none', fits: ALL, sql: (field) => `${field} IS NULL` },
  NOT_NULL: { operand: 'none', fits: ALL, sql: (field) => `${field} IS NOT NULL` },
};

/** The conditions as SQL over a row `r`, or every fault of them. */
export function conditionsSql(
  definition: Definition,
  conditions: readonly FieldCondition[],
  parameters: Parameters,
): { readonly sql: readonly string[]; readonly issues: readonly Issue[] } {
  const sql: string[] = [];
  const issues: Issue[] = [];
  for (const [index, condition] of conditions.entries()) {
    const made = conditionSql(definition, condition, parameters, `where[${index}]`);
    if (typeof made === 'string') sql.push(made);
    else issues.push(made);
  }
  return { sql, issues };
}

function conditionSql(
  definition: Definition,
  condition: FieldCondition,
  parameters: Parameters,
  path: string,
): string | Issue {
  const field = readableField(definition, condition.field);
  if (!field) return unknownField(definition, condition.field, `${path}.field`);
  const operator = OPERATORS[condition.op];
  if (!operator.fits.includes(field.compares)) {
    return issue(`${path}.op`, 'dictionary.read.operatorDoesNotFit', { field: field.name, operator: condition.op });
  }
  const given = operandSql(field, condition, operator.operand, parameters);
  if (given === null) {
    return issue(`${path}.${operator.operand}`, 'dictionary.read.badOperand', {
      field: field.name,
      operator: condition.op,
    });
  }
  return operator.sql(valueOf(field, parameters), given, field.compares);
}

/** The parameter that holds what is compared with; null where it is missing or not what the field holds. */
function operandSql(
  field: ReadableField,
  condition: FieldCondition,
  operand: Operand,
  parameters: Parameters,
): string | null {
  if (operand === 'none') return '';
  if (operand === 'value') {
    const value = field.valueOf(condition.value);
    return value === undefined ? null : parameters.add(value, field.sqlType);
  }
  const values = (condition.values ?? []).flatMap((each) => field.valueOf(each) ?? []);
  const isWhole = values.length === condition.values?.length && values.length <= LOOKUP_CODES_MAX;
  return isWhole ? parameters.add(values, `${field.sqlType}[]`) : null;
}

/** The words of a message that a name is none of the dictionary's fields; the name is shown, and was never more than compared. */
export const unknownField = (definition: Definition, field: string, path: string): Issue =>
  issue(path, 'dictionary.read.unknownField', {
    field: [...field].slice(0, 60).join(''),
    fields: [
      'code',
      ...definition.fields.filter(({ name }) => readableField(definition, name)).map(({ name }) => name),
    ].join('、'),
  });
