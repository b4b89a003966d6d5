import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { COST_MAX, LOOKUP_CODES_MAX, PAGE_MAX } from '../../kernel/limits.js';
import { LimitExceeded, type Problem } from '../../kernel/problem.js';

type Variables = Readonly<Record<string, unknown>>;

/** How often a field's inside is answered: known from the document, or only once the variables are. */
type Times = number | ((variables: Variables) => number | Problem);

/** What a selection costs: its fields, plus those inside lists as often as the lists are long. */
interface Cost {
  readonly fields: number;
  readonly lists: readonly { readonly times: Times; readonly inside: Cost }[];
}

/** Lists without a size of their own are short in this schema: the fields of a dictionary, the rows of an entry. */
const LENGTH_ASSUMED = 10;

/** The document's cost as a function of its variables: worked out once a document, evaluated for each request. */
export type CostPlan = (variables: Variables) => Problem | null;

export const planCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CostPlan => {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => null;
  const cost = new Planner(schema, document, operation).costOf(operation.selectionSet, root.name);
  return (variables) => {
    const total = evaluate(cost, variables);
    if (typeof total !== 'number') return total;
    return total > COST_MAX ? new LimitExceeded('platform.limit.cost', COST_MAX, total) : null;
  };
};

const evaluate = (cost: Cost, variables: Variables): number | Problem => {
  let total = cost.fields;
  for (const { times, inside } of cost.lists) {
    const count = typeof times === 'number' ? times : times(variables);
    if (typeof count !== 'number') return count;
    const each = evaluate(inside, variables);
    if (typeof each !== 'number') return each;
    total += count * each;
  }
  return Math.min(total, Number.MAX_SAFE_INTEGER);
};

class Planner {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly known = new Map<FragmentDefinitionNode, Cost>();
  private readonly defaults = new Map<string, ValueNode | undefined>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
    for (const variable of operation.variableDefinitions ?? []) {
      this.defaults.set(variable.variable.name.value, variable.defaultValue);
    }
  }

  costOf(selectionSet: SelectionSetNode, parent: string): Cost {
    const parts = selectionSet.selections.map((selection): Cost => {
      if (selection.kind === Kind.FIELD) return this.costOfField(selection, parent);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.costOfFragment(selection.name.value);
      return this.costOf(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
    });
    return { fields: parts.reduce((sum, part) => sum + part.fields, 0), lists: parts.flatMap((part) => part.lists) };
  }

  private costOfFragment(name: string): Cost {
    const fragment = this.fragments.get(name);
    if (!fragment) return NOTHING;
    let cost = this.known.get(fragment);
    if (!cost) {
      // Recursion is refused by validation; meanwhile a fragment inside itself costs nothing.
      this.known.set(fragment, NOTHING);
      cost = this.costOf(fragment.selectionSet, fragment.typeCondition.name.value);
      this.known.set(fragment, cost);
    }
    return cost;
  }

  private costOfField(node: FieldNode, parent: string): Cost {
    const type = this.schema.getType(parent);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // What the schema tells about itself is bounded by the rules of graphql-js.
    if (!field) return { fields: 1, lists: [] };
    const inner = getNamedType(field.type);
    const inside = node.selectionSet && isCompositeType(inner) ? this.costOf(node.selectionSet, inner.name) : NOTHING;
    const times = this.timesOf(node, field, parent);
    if (typeof times === 'number' && inside.lists.length === 0) {
      return { fields: 1 + times * inside.fields, lists: [] };
    }
    return { fields: 1, lists: [{ times, inside }] };
  }

  private timesOf(node: FieldNode, field: GraphQLField<unknown, unknown>, parent: string): Times {
    const first = field.args.find((argument) => argument.name === 'first');
    if (first) return this.numberOf(first, argumentOf(node, 'first'));
    const list = field.args.find((argument) => isList(argument.type));
    if (list && this.operation.operation === OperationTypeNode.QUERY) return this.lengthOf(argumentOf(node, list.name));
    const repeats = isList(field.type) && isCompositeType(getNamedType(field.type)) && !parent.endsWith('Connection');
    return repeats ? LENGTH_ASSUMED : 1;
  }

  private numberOf(argument: GraphQLArgument, given: ArgumentNode | undefined): Times {
    const fallback = typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE_MAX;
    return this.measured(given?.value, fallback, pageSize);
  }

  private lengthOf(given: ArgumentNode | undefined): Times {
    return this.measured(given?.value, 1, listLength);
  }

  private measured(node: ValueNode | undefined, fallback: number, measure: Measure): Times {
    if (node?.kind !== Kind.VARIABLE) {
      const fixed = measure(node && literalOf(node)) ?? fallback;
      return typeof fixed === 'number' ? fixed : () => fixed;
    }
    const name = node.name.value;
    const standard = this.defaults.get(name);
    const otherwise = measure(standard && literalOf(standard)) ?? fallback;
    return (variables) => measure(variables[name]) ?? otherwise;
  }
}

const NOTHING: Cost = { fields: 0, lists: [] };

const isList = (type: GraphQLOutputType | GraphQLArgument['type']): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);

const argumentOf = (node: FieldNode, name: string): ArgumentNode | undefined =>
  node.arguments?.find((argument) => argument.name.value === name);

/** A size, a refusal, or undefined where the value is none (absent, or of a wrong type, which coercion refuses). */
type Measure = (value: unknown) => number | Problem | undefined;

const pageSize: Measure = (value) => {
  if (typeof value !== 'number') return undefined;
  return value > PAGE_MAX ? new LimitExceeded('platform.limit.page', PAGE_MAX, value) : Math.max(value, 0);
};

const listLength: Measure = (value) => {
  if (!Array.isArray(value)) return undefined;
  const over = value.length > LOOKUP_CODES_MAX;
  return over ? new LimitExceeded('platform.limit.list', LOOKUP_CODES_MAX, value.length) : value.length;
};

/** Enough of a literal to measure it. */
const literalOf = (node: ValueNode): unknown => {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.LIST ? node.values : undefined;
};
