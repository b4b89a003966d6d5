import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { GUARDED_TYPES, OPERATIONS, refuseOperation, ROUTES } from '../../src/identity/core/operations.js';
import { type Actor, ANONYMOUS_READER } from '../../src/identity/core/actor.js';
import { DEMONSTRATION } from '../../src/identity/core/demonstration.js';
import { type Client, useHospital } from '../harness/hospital.js';

type RootField = GraphQLField<unknown, unknown>;

/** A value that the type accepts, and that names nothing which exists. */
const dummy = (type: GraphQLInputType): string => {
  if (isNonNullType(type)) return dummy(type.ofType);
  if (isListType(type)) return `[${dummy(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${dummy(field.type)}`).join(', ')} }`;
  }
  const scalars: Record<string, string> = {
    Int: '1',
    Float: '1',
    Boolean: 'false',
    DateTime: '"2026-01-01"',
    JSON: '{}',
    Decimal: '"1"',
  };
  return scalars[type.name] ?? '"NOTHING"';
};

const documentOf = (root: 'query' | 'mutation', field: RootField): string => {
  const required = field.args.filter(
    (argument: GraphQLArgument) => isNonNullType(argument.type) && argument.defaultValue === undefined,
  );
  const args = required.map((argument) => `${argument.name}: ${dummy(argument.type)}`).join(', ');
  const type = getNamedType(field.type);
  const selection = isUnionType(type) || isObjectType(type) ? '{ __typename }' : '';
  return `${root} { answer: ${field.name}${args && `(${args})`} ${selection} }`;
};

/** The routes of Fastify's printed tree, each branch of which continues the path of the branch it hangs on. */
const routesOf = (printed: string): string[] => {
  const above: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const [, indent = '', path = '', methods = ''] = /^(.*?)[└├]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (path === '') return [];
    const depth = indent.length / 4;
    above[depth] = (above[depth - 1] ?? '') + path;
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${above[depth]}`);
  });
};

describe('the table of operations', () => {
  const hospital = useHospital();
  const schema = () => hospital.app.get(GraphQLSchemaHost).schema;
  const rootFields = () => [
    ...Object.values(schema().getQueryType()?.getFields() ?? {}).map((field) => ['query', field] as const),
    ...Object.values(schema().getMutationType()?.getFields() ?? {}).map((field) => ['mutation', field] as const),
  ];
  const nameOf = (root: 'query' | 'mutation', field: RootField): string =>
    `${root === 'query' ? 'Query' : 'Mutation'}.${field.name}`;

  it('classifies every operation of the schema', () => {
    const unclassified = rootFields()
      .map(([root, field]) => nameOf(root, field))
      .filter((name) => !Object.hasOwn(OPERATIONS, name));
    expect(unclassified).toEqual([]);
  });

  it('names no operation that the schema does not have', () => {
    const there = new Set(rootFields().map(([root, field]) => nameOf(root, field)));
    expect(Object.keys(OPERATIONS).filter((name) => !there.has(name))).toEqual([]);
  });

  it('names no guarded type that the schema does not have', () => {
    expect(Object.keys(GUARDED_TYPES).filter((name) => !schema().getType(name))).toEqual([]);
  });

  it('finds Forbidden in every mutation’s union, and an idempotency key among its arguments', () => {
    const withoutKey = new Set(['signIn', 'signOut']);
    for (const field of Object.values(schema().getMutationType()?.getFields() ?? {})) {
      const type = getNamedType(field.type);
      const members = isUnionType(type) ? type.getTypes().map((member) => member.name) : [];
      expect([field.name, members.includes('Forbidden')]).toEqual([field.name, true]);
      const keyed = field.args.some(({ name }) => name === 'idempotencyKey');
      expect([field.name, keyed]).toEqual([field.name, !withoutKey.has(field.name)]);
    }
  });

  it('classifies every HTTP route, and names none that is not there', () => {
    const printed = hospital.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const served = routesOf(printed).filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    expect(served.filter((route) => !Object.hasOwn(ROUTES, route))).toEqual([]);
    expect(Object.keys(ROUTES).filter((route) => !served.includes(route))).toEqual([]);
  });

  describe('through the API, for every operation and every role', () => {
    // One of each role; the pure matrix beside `decide` asks all fifteen.
    const people = ['price-maintainer', 'pricing-reviewer', 'release-manager', 'duty-officer', 'monitor', 'admin'];
    const KEY = `mutation { createApiKey(input: { system: "HIS", name: "HIS", channels: ["PRODUCTION"] }) {
      ... on CreatedApiKey { key } } }`;
    // Where it is allowed, the first would end the session that the next question needs; the others refuse a wrong password
    // with Forbidden, too.
    const UNTOLD = new Set(['Mutation.signOut', 'Mutation.signIn', 'Mutation.changePassword']);

    const codeOf = async (client: Client, root: 'query' | 'mutation', field: RootField): Promise<string> => {
      const { body } = await client.raw(documentOf(root, field));
      const answer = body.data?.['answer'] as { __typename?: string } | null | undefined;
      const code = body.errors?.[0]?.extensions?.['code'] as string | undefined;
      return code ?? answer?.__typename ?? 'null';
    };

    const refusals = new Set(['Forbidden', 'Unauthenticated']);

    const asMachine = async (): Promise<Client> => {
      const { createApiKey } = await hospital.as('admin').gql<{ createApiKey: { key: string } }>(KEY);
      const headers = { authorization: `Bearer ${createApiKey.key}` };
      const raw: Client['raw'] = (query, variables) => hospital.anonymous.raw(query, variables, headers);
      return { ...hospital.anonymous, raw };
    };

    const actorOf = (username: string): Actor => {
      const roles = DEMONSTRATION.find((one) => one.username === username)?.roles ?? [];
      return { personId: username, name: username, username, machine: false, roles, channels: null };
    };

    it('lets those in whom the table lets in, and refuses everybody else', async () => {
      const machine: Actor = { ...actorOf('HIS'), machine: true, channels: ['PRODUCTION'] };
      const asking: (readonly [string, Client, Actor])[] = [
        ...people.map((username) => [username, hospital.as(username), actorOf(username)] as const),
        ['a machine', await asMachine(), machine],
        ['nobody', hospital.anonymous, ANONYMOUS_READER],
      ];
      for (const [who, client, actor] of asking) {
        for (const [root, field] of rootFields()) {
          const operation = nameOf(root, field);
          const allowed = refuseOperation(actor, operation, {}) === null;
          if (allowed && UNTOLD.has(operation)) continue;
          const code = await codeOf(client, root, field);
          expect([who, operation, refusals.has(code)]).toEqual([who, operation, !allowed]);
        }
      }
    });
  });
});
