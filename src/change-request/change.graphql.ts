import { Field, ID, ObjectType } from '@nestjs/graphql';
import { FieldChangeType } from '../dictionary/field-change.graphql.js';
import { keyOf } from '../dictionary/core/code.js';
import type { Definition } from '../dictionary/core/definition.js';
import { RowType } from '../dictionary/entry.graphql.js';
import type { Instant, Timeline, Values } from '../kernel/timeline.js';
import { Connection } from '../platform/connection.js';
import { DateTime, JSONScalar } from '../platform/scalars.js';
import { ChangeOperation, Until } from './change-request.enums.js';
import type { KeptChange } from './core/draft.js';
import { changedFields, overwrittenRows } from './core/view.js';

@ObjectType('Change', { description: 'One proposed overwriting of one entry over one period.' })
export class ChangeType {
  /** `requestFrom`: when the request's changes begin that say nothing themselves. */
  constructor(
    private readonly change: KeptChange,
    private readonly definition: Definition | undefined,
    private readonly requestFrom: Instant | null,
  ) {}

  @Field(() => ID)
  get id(): string {
    return this.change.id;
  }

  @Field(() => String)
  get dictionary(): string {
    return this.change.dictionary;
  }

  @Field(() => String)
  get code(): string {
    return this.change.code;
  }

  @Field(() => JSONScalar, { description: 'The fields of the key and their values.' })
  get key(): Record<string, string> {
    return this.definition ? keyOf(this.definition, this.change.code) : { code: this.change.code };
  }

  @Field(() => String, { description: 'As proposed; the code where entries have no name.' })
  get name(): string {
    const { proposed, base, code } = this.change;
    const name = (proposed.timeline.rows.at(-1) ?? base?.timeline.rows.at(-1))?.values['name'];
    return typeof name === 'string' ? name : code;
  }

  @Field(() => ChangeOperation)
  get operation(): ChangeOperation {
    return this.change.asked.operation;
  }

  @Field(() => JSONScalar, {
    nullable: true,
    description: 'What a SET sets; input codes that a new name called for are among it.',
  })
  get values(): Values | null {
    return this.change.asked.values;
  }

  @Field(() => [RowType], { description: 'The entry before this change; nothing where it is new.' })
  get base(): RowType[] {
    return rowsOf(this.change.base?.timeline ?? null);
  }

  @Field(() => [RowType], { description: 'The entry after it.' })
  get proposed(): RowType[] {
    return rowsOf(this.change.proposed.timeline);
  }

  @Field(() => [RowType], { description: 'What would no longer hold, cut to the time in which it would not.' })
  get overwrites(): RowType[] {
    const { base, proposed } = this.change;
    return overwrittenRows(base?.timeline ?? null, proposed.timeline).map((row) => new RowType(row, null));
  }

  @Field(() => [FieldChangeType])
  get fields(): FieldChangeType[] {
    const { base, proposed } = this.change;
    const changes = changedFields(base?.timeline ?? null, proposed.timeline, this.definition);
    return changes.map((change) => new FieldChangeType(change));
  }

  @Field(() => DateTime, { nullable: true, description: 'When it begins to hold, by itself or with its request.' })
  get validFrom(): Instant | null {
    return this.change.asked.validFrom ?? (this.definition?.dated ? this.requestFrom : null);
  }

  @Field(() => Until)
  get until(): keyof typeof Until {
    return this.change.asked.until;
  }

  @Field(() => DateTime, { nullable: true })
  get validTo(): Instant | null {
    return this.change.asked.validTo;
  }

  @Field(() => String, { nullable: true })
  get replacedBy(): string | null {
    return this.change.asked.replacedBy;
  }

  @Field(() => String, { nullable: true })
  get reason(): string | null {
    return this.change.reason;
  }

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which it says something else; null where it has no date.',
  })
  get beginsAt(): Instant | null {
    return this.change.beginsAt;
  }

  @Field(() => Boolean, { description: 'Whether only what nobody sees is altered.' })
  get cosmetic(): boolean {
    return this.change.cosmetic;
  }

  @Field(() => Boolean)
  get disputed(): boolean {
    return this.change.disputed;
  }

  get ordinal(): number {
    return this.change.ordinal;
  }
}

const rowsOf = (timeline: Timeline | null): RowType[] => (timeline?.rows ?? []).map((row) => new RowType(row, null));

export const ChangeConnection = Connection('Change', ChangeType);
