import { Injectable } from '@nestjs/common';
import { Field, InputType, Int } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { issue } from '../kernel/message.js';
import { isProblem, NotFound, type Problem, ValidationFailed } from '../kernel/problem.js';
import type { Instant } from '../kernel/timeline.js';
import { DatabaseClock } from '../platform/clock.js';
import { DateTime } from '../platform/scalars.js';
import { ChannelHeads } from './channel.heads.js';
import { ChannelStore } from './channel.store.js';
import { parsePosition, type Position, reaches } from './position.js';

const DEFAULT_CHANNEL = 'PRODUCTION';

@InputType({ description: 'What to read: by default PRODUCTION, its latest version, now.' })
export class PointInput {
  @Field(() => String, { nullable: true, defaultValue: DEFAULT_CHANNEL })
  channel?: string | null;
  @Field(() => Int, { nullable: true, description: 'Read as of this version; what it answers never changes.' })
  version?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'The instant at which rows hold or not; now by default.' })
  at?: Instant | null;
  @Field(() => DateTime, { nullable: true, description: 'Read the version that was newest at this instant.' })
  knownAt?: Instant | null;
  @Field(() => String, {
    nullable: true,
    description: 'A position an earlier answer carried: nothing older is answered.',
  })
  minPosition?: string | null;
}

/** Channel, version and instant together. */
export interface Point {
  readonly channel: string;
  readonly at: Instant;
  /** The version to read and the channel's epoch; null reads the newest, whatever it is by then. */
  readonly pinned: { readonly version: number; readonly epoch: string } | null;
  readonly minimum: Position | null;
}

/** Turns what a reader asks for into a point, or says why there is none. */
@Injectable()
export class Points {
  constructor(
    private readonly db: DataSource,
    private readonly clock: DatabaseClock,
    private readonly heads: ChannelHeads,
    private readonly channels: ChannelStore,
  ) {}

  async resolve(input: PointInput | null | undefined, path = 'point'): Promise<Point | Problem> {
    const channel = input?.channel ?? DEFAULT_CHANNEL;
    const point: Point = { channel, at: input?.at ?? this.clock.now(), pinned: null, minimum: null };
    if (!input) return point;
    const minimum = minimumOf(input.minPosition, channel, path);
    if (isProblem(minimum)) return minimum;
    const version = await this.versionOf(input, channel, path);
    if (isProblem(version)) return version;
    if (version === null) return { ...point, minimum };
    return this.pin({ ...point, minimum }, version);
  }

  /** The point at a version that the channel has. */
  async pin(point: Point, version: number): Promise<Point | Problem> {
    const head = await this.heads.reaching(this.db.manager, point.channel, version);
    if (!head) return new NotFound('channel', point.channel);
    if (version < 0 || version > head.version) return new NotFound('version', `${point.channel}@${version}`);
    const pinned = { version, epoch: head.epoch };
    return refusalOf(point, { channel: point.channel, ...pinned }) ?? { ...point, pinned };
  }

  private async versionOf(
    { version, knownAt }: PointInput,
    channel: string,
    path: string,
  ): Promise<number | null | Problem> {
    if (version !== null && version !== undefined) {
      if (!knownAt) return version;
      return new ValidationFailed([issue(`${path}.knownAt`, 'dictionary.read.versionAndKnownAt')]);
    }
    if (!knownAt) return null;
    const known = await this.channels.versionAt(this.db.manager, channel, knownAt);
    if (known !== null) return known;
    if (!(await this.channels.find(this.db.manager, channel))) return new NotFound('channel', channel);
    return new ValidationFailed([issue(`${path}.knownAt`, 'dictionary.read.nothingKnownYet', { channel })]);
  }
}

function minimumOf(text: string | null | undefined, channel: string, path: string): Position | null | Problem {
  if (text === null || text === undefined) return null;
  const minimum = parsePosition(text);
  const key = minimum === null ? 'dictionary.read.noPosition' : 'dictionary.read.positionOfOtherChannel';
  if (minimum?.channel === channel) return minimum;
  return new ValidationFailed([issue(`${path}.minPosition`, key, { position: text, channel })]);
}

/** Why an answer read at this position may not be given: the reader has seen a newer one, or one of another epoch. */
export function refusalOf({ minimum }: Pick<Point, 'minimum'>, position: Position): Problem | null {
  if (!minimum || reaches(position, minimum)) return null;
  const params = { asked: minimum.version, held: position.version, channel: position.channel };
  const key = position.version < minimum.version ? 'dictionary.read.positionAhead' : 'dictionary.read.otherEpoch';
  return new ValidationFailed([issue('point.minPosition', key, params)]);
}
