import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Length } from 'class-validator';
import { CHANGES_PER_PUT_MAX, REASON_LENGTH_MAX, TITLE_LENGTH_MAX } from '../kernel/limits.js';
import type { Instant, Values } from '../kernel/timeline.js';
import { DateTime, JSONScalar } from '../platform/scalars.js';
import { ChangeOperation, Until, Urgency } from './change-request.enums.js';
import type { ChangeAsked } from './core/put.js';

@InputType({ description: 'One change of one entry: a code, or the fields of its key, and what shall become of it.' })
export class ChangeInput implements ChangeAsked {
  @Field(() => ID, { nullable: true, description: 'Puts this in the place of the change that has the id.' })
  id?: string | null;
  @Field() dictionary: string;
  @Field(() => String, { nullable: true }) code?: string | null;
  @Field(() => JSONScalar, { nullable: true, description: 'The fields of the key, where it has several.' })
  key?: unknown;
  @Field(() => ChangeOperation, { defaultValue: 'SET' }) operation: ChangeOperation;
  @Field(() => JSONScalar, {
    nullable: true,
    description: 'SET: the fields to set; absent fields keep each row’s value, null clears.',
  })
  values?: Values | null;
  @Field(() => DateTime, { nullable: true }) validFrom?: Instant | null;
  @Field(() => Until, { defaultValue: 'NEXT_ROW' }) until: keyof typeof Until;
  @Field(() => DateTime, { nullable: true, description: 'With `until: AT` only.' }) validTo?: Instant | null;
  @Field(() => String, { nullable: true, description: 'RETIRE: the code that takes the place.' })
  replacedBy?: string | null;
  @Field(() => String, { nullable: true }) reason?: string | null;
}

@InputType()
export class CreateChangeRequestInput {
  @Field() @Length(1, TITLE_LENGTH_MAX) title: string;
  @Field() @Length(1, REASON_LENGTH_MAX) reason: string;
  @Field(() => String, { nullable: true, description: 'The code of an entry of `policy_document`.' })
  policyDocument?: string | null;
  @Field(() => Urgency, { defaultValue: 'ROUTINE' }) urgency: Urgency;
  @Field({ defaultValue: false, description: 'Whether changes may begin in the past.' }) retroactive: boolean;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the changes begin to hold, unless a change says otherwise.',
  })
  validFrom?: Instant | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Signed releases, not yet in PRODUCTION, whose proposals these changes build on.',
  })
  buildsOn?: string[] | null;
  @Field(() => [ChangeInput], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(CHANGES_PER_PUT_MAX)
  changes?: ChangeInput[] | null;
}

@InputType({ description: 'What shall be different; what is absent stays, null clears where that makes sense.' })
export class UpdateChangeRequestInput {
  @Field(() => String, { nullable: true }) @IsOptional() @Length(1, TITLE_LENGTH_MAX) title?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() @Length(1, REASON_LENGTH_MAX) reason?: string | null;
  @Field(() => String, { nullable: true }) policyDocument?: string | null;
  @Field(() => Urgency, { nullable: true }) urgency?: Urgency | null;
  @Field(() => Boolean, { nullable: true }) retroactive?: boolean | null;
  @Field(() => DateTime, { nullable: true }) validFrom?: Instant | null;
  @Field(() => [String], { nullable: true }) buildsOn?: string[] | null;
}
