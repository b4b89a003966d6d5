import { ArgsType, Field, InputType, registerEnumType } from '@nestjs/graphql';
import { PageArgs } from '../platform/connection.js';
import { JSONScalar } from '../platform/scalars.js';
import { EntryStatus } from './entry.graphql.js';
import { PointInput } from './point.js';

export const ConditionOperator = {
  EQ: 'EQ',
  NE: 'NE',
  IN: 'IN',
  LT: 'LT',
  LE: 'LE',
  GT: 'GT',
  GE: 'GE',
  PREFIX: 'PREFIX',
  CONTAINS: 'CONTAINS',
  IS_NULL: 'IS_NULL',
  NOT_NULL: 'NOT_NULL',
} as const;
export type ConditionOperator = keyof typeof ConditionOperator;
registerEnumType(ConditionOperator, {
  name: 'ConditionOperator',
  valuesMap: {
    NE: { description: 'Is another value, or none.' },
    IN: { description: 'Is one of `values`.' },
    PREFIX: { description: 'A text begins so.' },
    CONTAINS: { description: 'A text holds it somewhere; a list holds it as an element.' },
  },
});

@InputType({
  description: 'What a field of the dictionary, or `code`, has to be. Amounts and dates compare as such, not as text.',
})
export class FieldCondition {
  @Field() field: string;
  @Field(() => ConditionOperator) op: ConditionOperator;
  @Field(() => JSONScalar, { nullable: true }) value?: unknown;
  @Field(() => [JSONScalar], { nullable: true }) values?: unknown[] | null;
}

@InputType({ description: 'A field of the dictionary, or `code`. Entries without a value come last either way.' })
export class Ordering {
  @Field() field: string;
  @Field(() => Boolean, { nullable: true, defaultValue: false }) descending?: boolean | null;
}

@ArgsType()
export class EntriesArgs extends PageArgs {
  @Field() dictionary: string;
  @Field(() => String, {
    nullable: true,
    description:
      'What a code, a name or an input code (拼音, full or initials, 五笔) begins with; width and case do not matter.',
  })
  search?: string | null;
  @Field(() => [FieldCondition], {
    nullable: true,
    description: 'All of them hold, of the row that holds, else the nearest.',
  })
  where?: FieldCondition[] | null;
  @Field(() => [EntryStatus], { nullable: true, defaultValue: [EntryStatus.ACTIVE] })
  status?: (keyof typeof EntryStatus)[] | null;
  @Field(() => [Ordering], { nullable: true, description: 'By code unless said; codes also settle ties.' })
  orderBy?: Ordering[] | null;
  @Field(() => PointInput, { nullable: true }) point?: PointInput | null;
}
