import type { GqlModuleOptions } from '@nestjs/graphql';
import type { Config } from '../config.js';
import { DateTime, dateTimeScalar } from '../scalars.js';
import { PROBLEM_TYPES } from '../problem.graphql.js';
import { GraphQLDriver } from './driver.js';

/** The schema is made from the code and kept in memory; `npm run schema` writes it down, and a test compares. */
export const graphqlOptions = (config: Config): GqlModuleOptions & { driver: typeof GraphQLDriver } => ({
  driver: GraphQLDriver,
  path: '/graphql',
  autoSchemaFile: true,
  sortSchema: true,
  buildSchemaOptions: {
    noDuplicatedFields: true,
    scalarsMap: [{ type: DateTime, scalar: dateTimeScalar(config.zone) }],
    orphanedTypes: PROBLEM_TYPES,
  },
});
