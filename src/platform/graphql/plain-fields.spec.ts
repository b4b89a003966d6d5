import { buildSchema, type GraphQLObjectType } from 'graphql';
import { readPlainFields } from './plain-fields.js';

describe('fields that only read a property', () => {
  const schema = buildSchema('type Query { a: String b: String c: String d: String }');
  const fields = (schema.getType('Query') as GraphQLObjectType).getFields();
  const rootFieldResolver = (property: string, otherwise?: string) =>
    Object.defineProperty((root: Record<string, unknown>) => root[property] ?? otherwise, 'name', {
      value: 'rootFieldResolver',
    });

  it('lose the resolver that reads it; all others keep theirs', () => {
    const own = (): string => 'own';
    Object.assign(fields['a'] ?? {}, { resolve: rootFieldResolver('a') });
    Object.assign(fields['b'] ?? {}, { resolve: rootFieldResolver('renamed') });
    Object.assign(fields['c'] ?? {}, { resolve: rootFieldResolver('c', 'default') });
    Object.assign(fields['d'] ?? {}, { resolve: own });
    readPlainFields(schema);
    expect(Object.values(fields).map((field) => field.resolve?.name)).toEqual([
      undefined,
      'rootFieldResolver',
      'rootFieldResolver',
      'own',
    ]);
  });
});
