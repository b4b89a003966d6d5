import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PageInfo } from '../platform/connection.js';
import { fieldChanges } from './core/field-changes.js';
import type { Definition } from './core/definition.js';
import { differingRows } from './differing-rows.js';
import { EntryType } from './entry.graphql.js';
import { FieldChangeType } from './field-change.graphql.js';

export const DifferenceKind = {
  ADDED: 'ADDED',
  CHANGED: 'CHANGED',
  RETIRED: 'RETIRED',
  REVIVED: 'REVIVED',
  ABSENT: 'ABSENT',
} as const;
export type DifferenceKind = keyof typeof DifferenceKind;
registerEnumType(DifferenceKind, {
  name: 'DifferenceKind',
  valuesMap: {
    ADDED: { description: 'Only the later point holds it.' },
    CHANGED: { description: 'Both hold it, with other rows or at instants at which other rows hold.' },
    RETIRED: { description: 'No row holds any more, nor will.' },
    REVIVED: { description: 'It was retired and is in use again.' },
    ABSENT: { description: 'Only the earlier point holds it: a reversal or a restored channel made it absent.' },
  },
});

@ObjectType('Difference', { description: 'An entry that two points hold differently.' })
export class DifferenceType {
  constructor(
    readonly named: { readonly dictionary: string; readonly code: string },
    private readonly definition: Definition | null,
    private readonly held: { readonly before: EntryType | null; readonly after: EntryType | null },
  ) {}

  @Field(() => String)
  get dictionary(): string {
    return this.named.dictionary;
  }

  @Field(() => String)
  get code(): string {
    return this.named.code;
  }

  @Field(() => DifferenceKind)
  get kind(): DifferenceKind {
    const { before, after } = this.held;
    if (!before) return 'ADDED';
    if (!after) return 'ABSENT';
    const [was, is] = [before.status === 'RETIRED', after.status === 'RETIRED'];
    if (was === is) return 'CHANGED';
    return is ? 'RETIRED' : 'REVIVED';
  }

  @Field(() => EntryType, { nullable: true, description: 'The entry at the earlier point.' })
  get before(): EntryType | null {
    return this.held.before;
  }

  @Field(() => EntryType, { nullable: true, description: 'The entry at the later point.' })
  get after(): EntryType | null {
    return this.held.after;
  }

  @Field(() => [FieldChangeType], {
    description:
      'Field by field: the row at each point’s instant, or the nearest; where these say the same, the first rows that differ.',
  })
  get fields(): FieldChangeType[] {
    const { before, after } = this.held;
    if (this.kind === 'RETIRED') return [];
    const rows = differingRows(before, after);
    return fieldChanges(rows.before, rows.after, this.definition ?? undefined).map(
      (change) => new FieldChangeType(change),
    );
  }
}

@ObjectType('DifferenceCounts')
export class DifferenceCounts {
  @Field(() => Int) readonly added: number;
  @Field(() => Int) readonly changed: number;
  @Field(() => Int) readonly retired: number;
  @Field(() => Int) readonly revived: number;
  @Field(() => Int) readonly absent: number;
}

@ObjectType('DifferenceEdge')
export class DifferenceEdge {
  @Field() readonly cursor: string;
  @Field(() => DifferenceType) readonly node: DifferenceType;
}

/** A page of differences. Counting kinds looks into every content that differs, so it is done where a reader asks. */
@ObjectType('DifferenceConnection')
export class DifferenceConnection {
  @Field(() => [DifferenceEdge]) readonly edges: DifferenceEdge[];
  @Field(() => [DifferenceType]) readonly nodes: DifferenceType[];
  @Field(() => PageInfo) readonly pageInfo: PageInfo;
  @Field(() => Int, { description: 'How many there are in all, on every page.' }) readonly totalCount: number;
  @Field({ description: 'Where the earlier point was read.' }) readonly from: string;
  @Field({ description: 'Where the later point was read.' }) readonly to: string;
  readonly counted: () => Promise<DifferenceCounts>;
}
