import { Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Config } from './config.js';

@ObjectType({ description: 'What a client needs to know before anybody has signed in.' })
export class About {
  @Field({ description: 'Whether this is a demonstration, with accounts that everybody knows.' })
  demonstration: boolean;
  @Field({ description: 'The hospital’s time zone, an IANA name.' }) zone: string;
  @Field({ description: 'The language in which a client that names none is answered.' }) language: string;
}

@Resolver()
export class AboutResolver {
  constructor(private readonly config: Config) {}

  @Query(() => About)
  about(): About {
    return this.config;
  }
}
