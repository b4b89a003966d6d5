import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { TOKENS_MAX } from '../../kernel/limits.js';
import { LimitExceeded } from '../../kernel/problem.js';
import { type CostPlan, planCost } from './cost.js';
import { problemError } from './errors.js';
import { shapeProblem } from './limits.js';

/** One operation of a document: how costly it is, and, from its second use on, its compiled form. */
export interface Operation {
  readonly kind: OperationTypeNode;
  readonly document: DocumentNode;
  readonly name: string | undefined;
  readonly cost: CostPlan;
  uses: number;
  compiled: Run | null;
}

/** A document that was parsed and validated once: its operations by name, or why it is refused. */
interface Prepared {
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
  readonly operations: Map<string, Operation>;
}

/** Documents kept, and the characters that all of them may have: a document's tree takes about 30 times its text. */
const DOCUMENTS_MAX = 1_000;
const CHARACTERS_MAX = 2_000_000;

/**
 * Parsed, validated and compiled documents. Compiling costs 20 to 50 times one plain execution, so a document is compiled on
 * its second use. Only queries are: mutations go through the reference `execute`, whose order of root fields is the
 * specification's.
 */
export class Documents {
  private readonly known = new LRUCache<string, Prepared>({ max: DOCUMENTS_MAX, maxSize: CHARACTERS_MAX });
  private readonly rules;

  constructor(
    private readonly schema: GraphQLSchema,
    { introspection }: { introspection: boolean },
  ) {
    this.rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** The operation that `name` (or, where there is only one, nothing) names; errors where the document is not to be run. */
  operation(source: string, name: string | undefined): Operation | readonly GraphQLError[] {
    const prepared = this.prepare(source);
    if (prepared.errors.length > 0 || !prepared.document) return prepared.errors;
    const known = prepared.operations.get(name ?? '');
    if (known) return known;
    const node = getOperationAST(prepared.document, name);
    if (!node) return [new GraphQLError(name ? `Unknown operation named "${name}".` : 'Must provide operation name.')];
    const operation: Operation = {
      kind: node.operation,
      document: prepared.document,
      name,
      cost: planCost(this.schema, prepared.document, node),
      uses: 0,
      compiled: null,
    };
    prepared.operations.set(name ?? '', operation);
    return operation;
  }

  private prepare(source: string): Prepared {
    let prepared = this.known.get(source);
    if (!prepared) {
      prepared = { ...this.read(source), operations: new Map() };
      this.known.set(source, prepared, { size: source.length || 1 });
    }
    return prepared;
  }

  private read(source: string): Pick<Prepared, 'document' | 'errors'> {
    try {
      const document = parse(source, { maxTokens: TOKENS_MAX });
      const problem = shapeProblem(document);
      if (problem) return { document, errors: [problemError(problem)] };
      const errors = validate(this.schema, document, this.rules);
      return { document, errors: errors.map((error) => limitOf(error) ?? error) };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { document: null, errors: [limitOf(error) ?? error] };
    }
  }
}

/** What graphql-js compares of fields that are named more than once before it gives up; its own figure. */
const COMPARISONS_MAX = 500_000;

/** graphql-js stops at its limits and says so only in words. */
const limitOf = ({ message }: GraphQLError): GraphQLError | undefined => {
  if (message.includes('tokens. Parsing aborted')) {
    return problemError(new LimitExceeded('platform.limit.tokens', TOKENS_MAX, TOKENS_MAX + 1));
  }
  if (message !== 'Validation aborted.') return undefined;
  return problemError(new LimitExceeded('platform.limit.comparisons', COMPARISONS_MAX, COMPARISONS_MAX + 1));
};

const COMPILED_FROM_USE = 2;

type Result = ExecutionResult | Promise<ExecutionResult>;
type Run = (contextValue: unknown, variableValues: Record<string, unknown>) => Result;

/** Runs an operation: compiled where that pays, by the reference otherwise. */
export const run = (
  schema: GraphQLSchema,
  operation: Operation,
  context: unknown,
  variables: Record<string, unknown>,
): Result => {
  operation.uses++;
  if (operation.kind !== OperationTypeNode.QUERY || operation.uses < COMPILED_FROM_USE) {
    return byReference(schema, operation)(context, variables);
  }
  operation.compiled ??= compiled(schema, operation) ?? byReference(schema, operation);
  return operation.compiled(context, variables);
};

const byReference =
  (schema: GraphQLSchema, { document, name }: Operation): Run =>
  (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues, operationName: name ?? null });

/** Null for what graphql-jit cannot compile. */
const compiled = (schema: GraphQLSchema, { document, name }: Operation): Run | null => {
  const outcome = compileQuery(schema, document, name);
  if (!isCompiledQuery(outcome)) return null;
  return (context, variables) => outcome.query(undefined, context, variables);
};
