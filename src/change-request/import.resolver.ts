import { Readable } from 'node:stream';
import { Args, Context, Field, Int, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { issue } from '../kernel/message.js';
import { ValidationFailed } from '../kernel/problem.js';
import { GraphQLContext } from '../platform/context.js';
import { IdempotencyKey } from '../platform/idempotency.graphql.js';
import {
  BlockedType,
  BusyType,
  ForbiddenType,
  LimitExceededType,
  resultUnion,
  ValidationFailedType,
} from '../platform/problem.graphql.js';
import { ChangeRequest } from './change-request.entity.js';
import { ImportRowsInput } from './import.inputs.js';
import { importHead } from './import.head.js';
import { type GivenTable, type Imported, ImportService } from './import.service.js';

@ObjectType({ description: 'What a table became.' })
export class ImportedRows implements Imported {
  @Field(() => ChangeRequest) readonly changeRequest: ChangeRequest;
  @Field(() => Int, { description: 'Codes that were never there before.' }) readonly added: number;
  @Field(() => Int, { description: 'Retired codes that came back.' }) readonly revived: number;
  @Field(() => Int) readonly changed: number;
  @Field(() => Int) readonly retired: number;
  @Field(() => Int) readonly unchanged: number;
  @Field(() => [String], { description: 'Columns that no field took.' }) readonly ignoredColumns: readonly string[];
}

const ImportRowsResult = resultUnion(
  'ImportRowsResult',
  ImportedRows,
  ForbiddenType,
  ValidationFailedType,
  BlockedType,
  LimitExceededType,
  BusyType,
);

@Resolver()
export class ImportResolver {
  constructor(private readonly service: ImportService) {}

  @Mutation(() => ImportRowsResult, {
    description:
      'Drafts a request of what in a table differs from PRODUCTION. Of a table with a bad row, nothing is made.',
  })
  async importRows(
    @Args('input') input: ImportRowsInput,
    @CurrentActor() actor: Actor,
    @Context() { language }: GraphQLContext,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<typeof ImportRowsResult> {
    const table = tableOf(input);
    if (!table) return new ValidationFailed([issue('input', 'changeRequest.import.rowsOrCsv')]);
    const { dictionary, mode } = input;
    const head = importHead(input, language);
    return this.service.import({ actor, dictionary, mode, table, mapped: mappedOf(input), head, idempotencyKey });
  }
}

const tableOf = ({ rows, csv }: ImportRowsInput): GivenTable | null => {
  if (rows && !csv) return { rows };
  return csv && !rows ? { file: Readable.from([Buffer.from(csv, 'utf8')]) } : null;
};

const mappedOf = ({ map }: ImportRowsInput): ReadonlyMap<string, string> =>
  new Map(Object.entries(map ?? {}).map(([field, column]) => [field, String(column)]));
