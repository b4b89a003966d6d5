import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { decodeCursor, encodeCursor } from '../kernel/page.js';
import { isProblem, NotFound, type Problem } from '../kernel/problem.js';
import { parseOffsetInstant } from '../kernel/zone.js';
import { pageOf } from '../platform/connection.js';
import { ChannelStore } from './channel.store.js';
import { type DifferenceConnection, type DifferenceCounts, DifferenceType } from './compare.graphql.js';
import type { CompareArgs } from './compare.inputs.js';
import { type Compared, CompareStore, type FoundDifference } from './compare.store.js';
import type { Definition } from './core/definition.js';
import { KnownDefinitions } from './definition.cache.js';
import type { ReadVersion } from './dictionary.graphql.js';
import { EntryType, type FoundEntry } from './entry.graphql.js';
import { badCursor, pageSizeProblem } from './page.check.js';
import { type Point, type PointInput, Points, refusalOf } from './point.js';
import { positionText } from './position.js';

/** Compares two points: versions, channels, instants, or all of them at once. */
@Injectable()
export class CompareReader {
  constructor(
    private readonly db: DataSource,
    private readonly points: Points,
    private readonly channels: ChannelStore,
    private readonly definitions: KnownDefinitions,
    private readonly store: CompareStore,
  ) {}

  async page(args: CompareArgs): Promise<DifferenceConnection | Problem> {
    const refused = pageSizeProblem(args.first);
    if (refused) return refused;
    const asked = await this.asked(args);
    if (isProblem(asked)) return asked;
    const cursor = args.after ? cursorOf(args.after, asked) : null;
    if (args.after && !cursor) return badCursor(args.after);
    const compared = cursor?.compared ?? asked;
    const { dictionary } = args;
    if (dictionary && !(await this.definitionOf(compared, dictionary))) return new NotFound('dictionary', dictionary);
    const { found, total } = await this.store.page(compared, cursor, args.first + 1);
    const definitions = new Map<string, Definition | null>();
    for (const { dictionary: each } of found) {
      if (!definitions.has(each)) definitions.set(each, await this.definitionOf(compared, each));
    }
    const nodes = found.map((difference) =>
      typed(difference, compared, definitions.get(difference.dictionary) ?? null),
    );
    const page = pageOf(nodes, args, total, ({ named }) => cursorText(compared, named));
    const [from, to] = [positionText(compared.from), positionText(compared.to)];
    return { ...page, from, to, counted: () => this.counts(compared) };
  }

  /** A dictionary that came or went between the points is defined at one of them. */
  private async definitionOf({ from, to }: Compared, dictionary: string): Promise<Definition | null> {
    const stored =
      (await this.definitions.find(this.db.manager, to.channel, dictionary, to.version)) ??
      (await this.definitions.find(this.db.manager, from.channel, dictionary, from.version));
    return stored?.definition ?? null;
  }

  private async counts(compared: Compared): Promise<DifferenceCounts> {
    const counts = await this.store.byKind(compared);
    const of = (kind: Parameters<typeof counts.get>[0]): number => counts.get(kind) ?? 0;
    return {
      ...{ added: of('ADDED'), changed: of('CHANGED'), retired: of('RETIRED') },
      ...{ revived: of('REVIVED'), absent: of('ABSENT') },
    };
  }

  /** Both points pinned. Where only one names an instant, or none, both are read at the same one. */
  private async asked({ from, to, dictionary }: CompareArgs): Promise<Compared | Problem> {
    const before = await this.pinned(from, 'from');
    if (isProblem(before)) return before;
    const after = await this.pinned(to, 'to');
    if (isProblem(after)) return after;
    const shared = from.at ? before.at : after.at;
    return {
      from: { ...before, at: from.at ?? shared },
      to: { ...after, at: to.at ?? shared },
      dictionary: dictionary ?? null,
    };
  }

  private async pinned(input: PointInput, path: string): Promise<ReadVersion | Problem> {
    const point: Point | Problem = await this.points.resolve(input, path);
    if (isProblem(point)) return point;
    const { channel, at } = point;
    const pinned = point.pinned ?? (await this.channels.find(this.db.manager, channel));
    if (!pinned) return new NotFound('channel', channel);
    const read = { channel, at, version: pinned.version, epoch: pinned.epoch };
    return refusalOf(point, read) ?? read;
  }
}

function typed(found: FoundDifference, { from, to }: Compared, definition: Definition | null): DifferenceType {
  const side = (entry: FoundEntry | null, read: ReadVersion): EntryType | null =>
    entry && definition ? new EntryType(entry, definition, read.at, read) : null;
  return new DifferenceType(found, definition, { before: side(found.before, from), after: side(found.after, to) });
}

/** Later pages compare what the first one did, wherever the channels have come meanwhile. */
const cursorText = ({ from, to, dictionary }: Compared, last: { dictionary: string; code: string }): string =>
  encodeCursor([
    ...[from.channel, String(from.version), from.at, to.channel, String(to.version), to.at],
    ...[dictionary ?? '', last.dictionary, last.code],
  ]);

interface Cursor {
  readonly compared: Compared;
  readonly dictionary: string;
  readonly code: string;
}

/** Null for what is not a cursor of this question. Its versions may be older than the newest, never newer. */
function cursorOf(text: string, asked: Compared): Cursor | null {
  const parts = decodeCursor(text) ?? [];
  const [
    fromChannel,
    fromVersion = '',
    fromAt = '',
    toChannel,
    toVersion = '',
    toAt = '',
    within,
    last = '',
    code = '',
  ] = parts;
  const isOfThis =
    fromChannel === asked.from.channel && toChannel === asked.to.channel && within === (asked.dictionary ?? '');
  const from = turnedBack(asked.from, fromVersion, fromAt);
  const to = turnedBack(asked.to, toVersion, toAt);
  if (parts.length !== 9 || !isOfThis || !from || !to) return null;
  return { compared: { ...asked, from, to }, dictionary: last, code };
}

function turnedBack(read: ReadVersion, version: string, at: string): ReadVersion | null {
  const isPast = /^\d{1,9}$/.test(version) && Number(version) <= read.version;
  return isPast && parseOffsetInstant(at) === at ? { ...read, version: Number(version), at } : null;
}
