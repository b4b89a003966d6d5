import { type ASTNode, Environment } from '@marcbachmann/cel-js';

/** What a policy's condition may ask about a request. Names are those that conditions use. */
export interface RequestFacts {
  /** Kinds of the dictionaries touched. */
  readonly kinds: readonly string[];
  readonly dictionaries: readonly string[];
  /** SET, RETIRE. */
  readonly operations: readonly string[];
  /** How many changes the request holds. */
  readonly changes: number;
  /** `dictionary.field` for each field that has another value at some instant. */
  readonly fields: readonly string[];
  /** Dictionaries in which the request makes a code that did not exist. */
  readonly new_codes: readonly string[];
  readonly urgency: string;
  readonly retroactive: boolean;
}

/** A condition that was understood, or what is wrong with it. */
export type Condition = { readonly holds: (facts: RequestFacts) => boolean } | { readonly fault: string };

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 500, maxDepth: 30, maxListElements: 200, maxMapEntries: 20, maxCallArguments: 8 },
})
  .registerVariable('kinds', 'list<string>')
  .registerVariable('dictionaries', 'list<string>')
  .registerVariable('operations', 'list<string>')
  .registerVariable('changes', 'int')
  .registerVariable('fields', 'list<string>')
  .registerVariable('new_codes', 'list<string>')
  .registerVariable('urgency', 'string')
  .registerVariable('retroactive', 'bool');

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const LOOPS_NESTED_MAX = 2;

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;

const nodesUnder = (args: unknown): readonly ASTNode[] =>
  Array.isArray(args)
    ? args.flatMap((part: unknown) => (isNode(part) ? [part] : nodesUnder(part)))
    : isNode(args)
      ? [args]
      : [];

/**
 * What makes a condition dear: loops within loops grow as a power of the list, and a regular expression may backtrack for
 * ever (`^(a+)+$` over 29 letters took a second). Neither is needed to say who signs.
 */
const tooDear = (node: ASTNode, loops = 0): string | null => {
  const name = node.op === 'rcall' || node.op === 'call' ? node.args[0] : '';
  if (name === 'matches') return 'matches() is not allowed in a condition';
  const inside = LOOPS.has(name) ? loops + 1 : loops;
  if (inside > LOOPS_NESTED_MAX) return `loops may be nested ${LOOPS_NESTED_MAX} deep`;
  for (const child of nodesUnder(node.args)) {
    const fault = tooDear(child, inside);
    if (fault !== null) return fault;
  }
  return null;
};

const compile = (text: string): Condition => {
  try {
    const parsed = environment.parse(text);
    const checked = parsed.check();
    if (!checked.valid) return { fault: checked.error?.message ?? 'ill-typed' };
    if (checked.type !== 'bool') return { fault: `a condition is true or false, not ${checked.type ?? 'unknown'}` };
    const dear = tooDear(parsed.ast);
    if (dear !== null) return { fault: dear };
    return {
      holds: (facts) => {
        const answer: unknown = parsed({ ...facts, changes: BigInt(facts.changes) });
        if (typeof answer !== 'boolean') throw new TypeError('a condition is true or false');
        return answer;
      },
    };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const COMPILED_MAX = 500;
const compiled = new Map<string, Condition>();

/** The condition of a text, compiled once; never throws, since a condition is data that somebody wrote. */
export const conditionOf = (text: string): Condition => {
  const known = compiled.get(text);
  if (known) return known;
  if (compiled.size === COMPILED_MAX) compiled.clear();
  const condition = compile(text);
  compiled.set(text, condition);
  return condition;
};
