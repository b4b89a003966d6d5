import { Field, InputType } from '@nestjs/graphql';
import type { AccountInput, ApiKeyInput } from './core/account-input.js';

// What may stand in these fields is one pure function (`core/account-input.ts`), so that the command that makes the first
// administrator asks for the same.
@InputType('CreateAccountInput')
export class CreateAccountInput implements AccountInput {
  @Field({ description: 'Small letters, digits, dots, dashes and underscores; the same to us in any case or width.' })
  readonly username: string;
  @Field({ description: 'The person’s name.' }) readonly name: string;
  @Field({ description: 'Says which person this is: two accounts with one staff number are one person.' })
  readonly staffNumber: string;
  @Field({ description: 'Ten to 200 characters.' }) readonly password: string;
}

@InputType('CreateApiKeyInput')
export class CreateApiKeyInput implements ApiKeyInput {
  @Field({ description: 'The system that will read, in capitals: HIS, PHARMACY, LIS.' }) readonly system: string;
  @Field({ description: 'The system’s name, for people.' }) readonly name: string;
  @Field(() => [String], { description: 'The channels it may read, and no others.' }) readonly channels: string[];
}
