import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isUnionType,
} from 'graphql';
import { isProblem, type Problem } from '../../kernel/problem.js';
import type { FieldGuard, GraphQLContext, OperationGate } from '../context.js';
import { InputRefused, problemError } from './errors.js';

/** As graphql-js types a schema's own fields: it cannot know their sources and contexts. */
type RootField = ReturnType<GraphQLObjectType['getFields']>[string];
type Resolve = GraphQLFieldResolver<unknown, GraphQLContext, Readonly<Record<string, unknown>>>;

/**
 * Stands before every root field: asks the gate whether the actor may, and gives refusals their place. A mutation's union
 * holds its refusals; a query has none, so there a Problem becomes an error that carries its kind and its facts.
 */
export const guardRootFields = (schema: GraphQLSchema, gate: OperationGate | undefined): void => {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = guarded(field, gate?.ofOperation(`Query.${field.name}`), asError);
  }
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    field.resolve = guarded(field, gate?.ofOperation(`Mutation.${field.name}`), asMember(field));
  }
};

/** Either throws the refusal as an error, or gives it back as the field's value. */
type Place = (problem: Problem) => unknown;

const asError: Place = (problem) => {
  throw problemError(problem);
};

const asMember = (field: RootField): Place => {
  const type = getNamedType(field.type);
  const members = new Set(isUnionType(type) ? type.getTypes().map((member) => member.name) : []);
  return (problem) => (members.has(problem.kind) ? problem : asError(problem));
};

const guarded = (field: RootField, guard: FieldGuard | undefined, place: Place): Resolve => {
  const resolve: Resolve = field.resolve ?? defaultFieldResolver;
  const placed = (value: unknown): unknown => (isProblem(value) ? place(value) : value);
  const failed = (error: unknown): unknown => {
    if (error instanceof InputRefused) return place(error.problem);
    throw error;
  };
  return (source, args, context, info) => {
    const refused = guard?.(context.actor, args);
    if (refused) return place(refused);
    const value: unknown = resolve(source, args, context, info);
    return value instanceof Promise ? value.then(placed, failed) : placed(value);
  };
};
