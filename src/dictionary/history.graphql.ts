import { Field, Int, ObjectType } from '@nestjs/graphql';
import { parseTimeline } from '../kernel/timeline.js';
import { Connection } from '../platform/connection.js';
import { DateTime } from '../platform/scalars.js';
import { RowType } from './entry.graphql.js';
import { positionText } from './position.js';

/** What a version of a channel wrote for an entry. */
export interface Written {
  readonly channel: string;
  readonly version: number;
  readonly epoch: string;
  readonly appliedAt: Date;
  /** The number of the release applied. */
  readonly release: string | null;
  readonly content: Buffer | null;
  readonly body: string | null;
  readonly origins: readonly string[];
}

@ObjectType('EntryVersion', { description: 'What one version of the channel made of an entry.' })
export class EntryVersionType {
  constructor(private readonly written: Written) {}

  @Field(() => String)
  get channel(): string {
    return this.written.channel;
  }

  @Field(() => Int)
  get version(): number {
    return this.written.version;
  }

  @Field(() => String)
  get position(): string {
    return positionText(this.written);
  }

  @Field(() => DateTime)
  get appliedAt(): Date {
    return this.written.appliedAt;
  }

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the timeline; null where the version made the entry absent.',
  })
  get content(): string | null {
    return this.written.content?.toString('hex') ?? null;
  }

  @Field(() => [RowType])
  get rows(): RowType[] {
    const { body, origins } = this.written;
    return body === null ? [] : parseTimeline(body).rows.map((row, index) => new RowType(row, origins[index] ?? null));
  }

  /** For those who know releases: they add it as an object. */
  get releaseNumber(): string | null {
    return this.written.release;
  }
}

export const EntryVersionConnection = Connection('EntryVersion', EntryVersionType);
