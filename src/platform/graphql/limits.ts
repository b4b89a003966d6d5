import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { ALIASES_MAX, DEPTH_MAX, ROOT_MUTATIONS_MAX } from '../../kernel/limits.js';
import { LimitExceeded, type Problem } from '../../kernel/problem.js';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Limits on a document's shape, counted before validation, whose time grows with the square of what it is given.
 * Answers with the first limit that is exceeded, or null.
 */
export const shapeProblem = (document: DocumentNode): Problem | null => {
  const fragments: Fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const selectionSets = [...operations, ...fragments.values()].map((definition) => definition.selectionSet);
  const depth = new Depths(fragments);
  return (
    over('platform.limit.aliases', ALIASES_MAX, sum(selectionSets.map(aliasesIn))) ??
    over('platform.limit.depth', DEPTH_MAX, Math.max(0, ...operations.map((each) => depth.of(each.selectionSet)))) ??
    over('platform.limit.rootMutations', ROOT_MUTATIONS_MAX, mostRootMutations(operations, fragments))
  );
};

const over = (name: string, limit: number, given: number): LimitExceeded | null =>
  given > limit ? new LimitExceeded(name, limit, given) : null;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const aliasesIn = (selectionSet: SelectionSetNode): number =>
  sum(
    selectionSet.selections.map((selection) => {
      const inside = 'selectionSet' in selection && selection.selectionSet ? aliasesIn(selection.selectionSet) : 0;
      return inside + (selection.kind === Kind.FIELD && selection.alias ? 1 : 0);
    }),
  );

class Depths {
  private readonly known = new Map<string, number>();
  constructor(private readonly fragments: Fragments) {}

  of(selectionSet: SelectionSetNode): number {
    const depths = selectionSet.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) return this.of(selection.selectionSet);
      return 1 + (selection.selectionSet ? this.of(selection.selectionSet) : 0);
    });
    return Math.max(0, ...depths);
  }

  private ofFragment(name: string): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    // A fragment inside itself is refused by validation; until then it must not be followed for ever.
    this.known.set(name, 0);
    const fragment = this.fragments.get(name);
    const depth = fragment ? this.of(fragment.selectionSet) : 0;
    this.known.set(name, depth);
    return depth;
  }
}

const mostRootMutations = (operations: readonly OperationDefinitionNode[], fragments: Fragments): number =>
  Math.max(
    0,
    ...operations
      .filter((operation) => operation.operation === OperationTypeNode.MUTATION)
      .map((operation) => rootFields(operation.selectionSet, fragments, new Set())),
  );

const rootFields = (selectionSet: SelectionSetNode, fragments: Fragments, seen: Set<string>): number =>
  sum(
    selectionSet.selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, fragments, seen);
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) return 0;
      return rootFields(fragment.selectionSet, fragments, seen.add(selection.name.value));
    }),
  );
