import { ArgsType, Field } from '@nestjs/graphql';
import { PageArgs } from '../platform/connection.js';
import { PointInput } from './point.js';

@ArgsType()
export class CompareArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only this one; all of them unless given.' })
  dictionary?: string | null;
  @Field(() => PointInput) from: PointInput;
  @Field(() => PointInput) to: PointInput;
}
