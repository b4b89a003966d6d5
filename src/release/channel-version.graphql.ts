import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { DateTime } from '../platform/scalars.js';

@ObjectType('ChannelVersion', { description: 'A release as a channel took it up, chained to the version before.' })
export class ChannelVersion {
  readonly channel: string;
  @Field(() => Int) readonly version: number;
  readonly release: string;
  readonly appliedBy: string | null;
  @Field(() => DateTime) readonly appliedAt: Instant;
  @Field(() => String, { description: 'The hash of the version before.' }) readonly previous: Digest;
  @Field(() => String, { description: 'SHA-256 over the canonical JSON of everything that the version says.' })
  readonly hash: Digest;
}
