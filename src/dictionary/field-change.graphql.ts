import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Value } from '../kernel/timeline.js';
import { JSONScalar } from '../platform/scalars.js';
import type { FieldChange } from './core/field-changes.js';
import { type TextPart, textParts } from './core/text-parts.js';

const TextPartKind = { KEPT: 'KEPT', REMOVED: 'REMOVED', ADDED: 'ADDED' } as const;
registerEnumType(TextPartKind, { name: 'TextPartKind' });

@ObjectType('TextPart', { description: 'A stretch of a long text that stayed, went or came.' })
export class TextPartType implements TextPart {
  @Field(() => TextPartKind) readonly kind: TextPart['kind'];
  @Field() readonly text: string;
}

@ObjectType('FieldChange', { description: 'One field before and after. Null is no value.' })
export class FieldChangeType implements FieldChange {
  constructor(private readonly change: FieldChange) {}

  @Field(() => String)
  get field(): string {
    return this.change.field;
  }

  @Field(() => JSONScalar, { nullable: true })
  get before(): Value {
    return this.change.before;
  }

  @Field(() => JSONScalar, { nullable: true })
  get after(): Value {
    return this.change.after;
  }

  @Field(() => Boolean, {
    description: 'Whether a person would not see it: another width, another dash, another order of a list.',
  })
  get cosmetic(): boolean {
    return this.change.cosmetic;
  }

  @Field(() => [TextPartType], { nullable: true, description: 'For long text: what stayed, went and came.' })
  get parts(): readonly TextPart[] | null {
    return textParts(this.change.before, this.change.after);
  }
}
