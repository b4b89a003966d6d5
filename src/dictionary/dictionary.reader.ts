import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isProblem, NotFound, type Problem } from '../kernel/problem.js';
import { ChannelStore } from './channel.store.js';
import { DefinitionStore } from './definition.store.js';
import { type DictionaryKind, DictionaryType } from './dictionary.graphql.js';
import { type PointInput, Points, refusalOf } from './point.js';

/** Reads what dictionaries are, at any point. */
@Injectable()
export class DictionaryReader {
  constructor(
    private readonly db: DataSource,
    private readonly points: Points,
    private readonly channels: ChannelStore,
    private readonly definitions: DefinitionStore,
  ) {}

  /** The newest version is pinned first, so that every figure told of a dictionary is of one version. */
  async all(input: PointInput | null | undefined, kind?: DictionaryKind | null): Promise<DictionaryType[] | Problem> {
    const point = await this.points.resolve(input);
    if (isProblem(point)) return point;
    const pinned = point.pinned ?? (await this.channels.find(this.db.manager, point.channel));
    if (!pinned) return new NotFound('channel', point.channel);
    const readAt = { channel: point.channel, epoch: pinned.epoch, version: pinned.version, at: point.at };
    const refused = refusalOf(point, readAt);
    if (refused) return refused;
    const stored = (await this.definitions.at(this.db.manager, point.channel, pinned.version)).all();
    const others = stored.map(({ definition }) => definition);
    return stored
      .filter(({ definition }) => !kind || definition.kind === kind)
      .sort((a, b) => (a.definition.code < b.definition.code ? -1 : 1))
      .map((each) => new DictionaryType(each, readAt, others));
  }
}
