import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import type { GraphQLContext, OperationGate } from '../context.js';
import { problemError } from './errors.js';

type Resolve = GraphQLFieldResolver<unknown, GraphQLContext, Readonly<Record<string, unknown>>>;

/**
 * Stands before those fields below the roots that the gate names: a reader of one thing may be led through a field to
 * another that it may not see. Every other field keeps its resolver, so reading pays nothing for this.
 */
export const guardInnerFields = (schema: GraphQLSchema, gate: OperationGate): void => {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of types.filter((one) => !roots.has(one) && !one.name.startsWith('__'))) {
    for (const field of Object.values(type.getFields())) {
      const guard = gate.ofField(`${type.name}.${field.name}`, getNamedType(field.type).name);
      if (!guard) continue;
      const resolve: Resolve = field.resolve ?? defaultFieldResolver;
      const guarded: Resolve = (source, args, context, info) => {
        const refused = guard(context.actor, args);
        if (refused) throw problemError(refused);
        return resolve(source, args, context, info);
      };
      field.resolve = guarded;
    }
  }
};
