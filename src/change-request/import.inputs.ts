import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Length } from 'class-validator';
import { CHANGES_PER_REQUEST_MAX, REASON_LENGTH_MAX, TITLE_LENGTH_MAX } from '../kernel/limits.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime, JSONScalar } from '../platform/scalars.js';
import { ImportMode } from './change-request.enums.js';

@InputType({
  description: 'A table for a dictionary: `rows`, or the text of a CSV. A larger one goes to POST /imports.',
})
export class ImportRowsInput {
  @Field() dictionary: string;
  @Field(() => [JSONScalar], { nullable: true, description: 'Objects from column names to values.' })
  @IsOptional()
  @ArrayMaxSize(CHANGES_PER_REQUEST_MAX)
  rows?: unknown[] | null;
  @Field(() => String, { nullable: true, description: 'With a header; divided by commas, tabs or semicolons.' })
  csv?: string | null;
  @Field(() => JSONScalar, {
    nullable: true,
    description: 'Which column fills which field, where their names differ: {"name": "disease"}.',
  })
  map?: Record<string, unknown> | null;
  @Field(() => ImportMode, { defaultValue: 'MERGE' }) mode: ImportMode;
  @Field(() => DateTime, { nullable: true, description: 'From when; dictionaries with periods need it.' })
  validFrom?: Instant | null;
  @Field({ defaultValue: false }) retroactive: boolean;
  @Field(() => String, { nullable: true }) @IsOptional() @Length(1, TITLE_LENGTH_MAX) title?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() @Length(1, REASON_LENGTH_MAX) reason?: string | null;
  @Field(() => String, { nullable: true }) policyDocument?: string | null;
}
