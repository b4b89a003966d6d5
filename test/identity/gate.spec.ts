import {
  buildSchema,
  execute,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
  parse,
} from 'graphql';
import { type Actor, ANONYMOUS, ANONYMOUS_READER } from '../../src/identity/core/actor.js';
import { Gate } from '../../src/identity/operation.gate.js';
import { GraphQLContext, type OperationGate } from '../../src/platform/context.js';
import { guardInnerFields } from '../../src/platform/graphql/inner-fields.js';
import { guardRootFields } from '../../src/platform/graphql/root-fields.js';

const SDL = `
  type Query { me: Actor secret: String lookup: Row }
  type Mutation { signOut: SignOutResult open: OpenResult }
  type Row { values: String origin: Release }
  type Release { number: String }
  type Actor { name: String }
  union SignOutResult = SignedOut | Forbidden
  union OpenResult = SignedOut
  type SignedOut { ended: Boolean }
  type Forbidden { kind: String }`;

const monitor: Actor = {
  ...{ personId: 'm', name: 'm', username: 'm', machine: false, channels: null },
  roles: [{ role: 'MONITOR', scope: '' }],
};

describe('the gate before the fields of the schema', () => {
  let ran: string[] = [];

  const guardedSchema = (gate: Gate | null): GraphQLSchema => {
    const schema = buildSchema(SDL);
    const resolving = (type: string, field: string, value: unknown): void => {
      const found = (schema.getType(type) as GraphQLObjectType).getFields()[field];
      if (!found) throw new Error(`There is no ${type}.${field}.`);
      found.resolve = () => {
        ran.push(`${type}.${field}`);
        return value;
      };
    };
    resolving('Query', 'secret', 'told');
    resolving('Query', 'lookup', { values: 'price' });
    resolving('Row', 'origin', { number: 'R2026-0001' });
    resolving('Mutation', 'signOut', { __typename: 'SignedOut', ended: true });
    resolving('Mutation', 'open', { __typename: 'SignedOut', ended: true });
    (schema.getType('SignOutResult') as GraphQLUnionType).resolveType = (value: { kind?: string }) =>
      value.kind ?? 'SignedOut';
    guardRootFields(schema, (gate ?? undefined) as OperationGate | undefined);
    if (gate) guardInnerFields(schema, gate as OperationGate);
    return schema;
  };

  const asked = async (actor: Actor, source: string, gate: Gate | null = new Gate()) => {
    ran = [];
    const contextValue = new GraphQLContext(actor, 'en', 'test', '127.0.0.1');
    const result = await execute({ schema: guardedSchema(gate), document: parse(source), contextValue });
    return {
      data: JSON.parse(JSON.stringify(result.data)) as unknown,
      code: result.errors?.[0]?.extensions['code'],
      ran,
    };
  };

  it('lets nobody run what is not in the table, be it a query or a mutation', async () => {
    expect(await asked(monitor, '{ secret }')).toEqual({ data: { secret: null }, code: 'Forbidden', ran: [] });
    expect(await asked(monitor, 'mutation { open { __typename } }')).toMatchObject({ code: 'Forbidden', ran: [] });
  });

  it('stands between: in the planted twin without it everything runs', async () => {
    expect(await asked(ANONYMOUS, '{ secret }', null)).toEqual({
      data: { secret: 'told' },
      code: undefined,
      ran: ['Query.secret'],
    });
  });

  it('gives a mutation’s refusal its place in the union, and a query’s among the errors', async () => {
    expect(await asked(ANONYMOUS, 'mutation { signOut { __typename } }')).toMatchObject({
      data: { signOut: { __typename: 'Forbidden' } },
      ran: [],
    });
    expect(await asked(ANONYMOUS, '{ lookup { values } }')).toMatchObject({ code: 'Unauthenticated', ran: [] });
  });

  it('leads a reader of a price to the price, and not to who changed it', async () => {
    const query = '{ lookup { values origin { number } } }';
    expect(await asked(ANONYMOUS_READER, query)).toEqual({
      data: { lookup: { values: 'price', origin: null } },
      code: 'Unauthenticated',
      ran: ['Query.lookup'],
    });
    expect(await asked(monitor, query)).toMatchObject({
      data: { lookup: { values: 'price', origin: { number: 'R2026-0001' } } },
    });
  });
});
