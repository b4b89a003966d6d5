import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChannelHead } from '../../dictionary/channel.store.js';
import { DefinitionStore } from '../../dictionary/definition.store.js';
import { Projection } from '../../dictionary/projection.js';
import type { SealedVersion } from '../core/chain.js';
import { ROUTE } from '../core/route.js';
import { type Found, found } from './found.js';
import { type BrokenVersion, ReplayStore } from './replay.store.js';
import { SealsStore } from './seals.store.js';
import { SigningReplay } from './signing.replay.js';

/** Everything under and beside the chain: what its digests cover, who signed, what readers are given, what guards it. */
@Injectable()
export class Replay {
  constructor(
    private readonly store: ReplayStore,
    private readonly signing: SigningReplay,
    private readonly projection: Projection,
    private readonly definitions: DefinitionStore,
    private readonly seals: SealsStore,
  ) {}

  async breaks(db: EntityManager, channel: ChannelHead, versions: readonly SealedVersion[]): Promise<readonly Found[]> {
    const log = await this.log(db, channel.code);
    return [
      ...log,
      ...(await this.signing.breaks(db, versions)),
      // Definitions are read from the log: where that is not what it was, nothing can be said about what follows from it.
      ...(log.length > 0 ? [] : await this.register(db, channel.code)),
      ...(log.length > 0 ? [] : await this.projected(db, channel.code)),
      ...channelRow(channel),
      ...(await this.seals.missing(db)).map((name) => found(null, 'seal', { name })),
    ];
  }

  entryCount(db: EntityManager, channel: string): Promise<number> {
    return this.store.entryCount(db, channel);
  }

  private async log(db: EntityManager, channel: string): Promise<readonly Found[]> {
    const asked: readonly [key: string, question: () => Promise<BrokenVersion[]>][] = [
      ['content', () => this.store.contents(db, channel)],
      ['rows', () => this.store.rows(db, channel)],
      ['release', () => this.store.evidence(db, channel)],
      ['changes', () => this.store.changes(db, channel)],
      ['proposal', () => this.store.proposals(db, channel)],
      ['proposal', () => this.store.written(db, channel)],
      ['unsigned', () => this.store.people(db, channel)],
    ];
    const breaks: Found[] = [];
    for (const [key, question] of asked) {
      breaks.push(...(await readable(db, question)).map(({ version }) => found(version, key)));
    }
    return breaks;
  }

  private async register(db: EntityManager, channel: string): Promise<readonly Found[]> {
    const folding = (await this.definitions.at(db, channel)).all().filter(({ definition }) => definition.foldsCase);
    const broken = await this.store.register(
      db,
      channel,
      folding.map(({ definition }) => definition.code),
    );
    return broken.map(({ version, dictionary, code }) => found(version, 'register', { dictionary, code }));
  }

  private async projected(db: EntityManager, channel: string): Promise<readonly Found[]> {
    const differences = await this.projection.differences(db, channel);
    return differences.map(({ table, dictionary, code, version }) =>
      found(version, 'projection', { table, dictionary, code }),
    );
  }
}

/** PostgreSQL's class of data that are not what their type says. */
const DATA_EXCEPTION = /^22/;

/** A superuser can write evidence that is no JSON, and its digest with it: it is broken then, and the chain tells where. */
const readable = async (
  db: EntityManager,
  question: () => Promise<BrokenVersion[]>,
): Promise<readonly BrokenVersion[]> => {
  await db.query('SAVEPOINT question');
  try {
    return await question();
  } catch (error) {
    if (!DATA_EXCEPTION.test(String((error as { code?: unknown }).code))) throw error;
    await db.query('ROLLBACK TO SAVEPOINT question');
    return [{ version: null }];
  }
};

const channelRow = ({ code, name, nameEn, ordinal }: ChannelHead): readonly Found[] => {
  const due = ROUTE.find((channel) => channel.code === code);
  const isDue = due?.name === name && due.nameEn === nameEn && due.ordinal === ordinal;
  return isDue ? [] : [found(null, 'channelRow', { channel: code })];
};
