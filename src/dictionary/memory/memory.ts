import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { foldCode } from '../../kernel/fold.js';
import { Config } from '../../platform/config.js';
import { ChannelHeads, type KnownHead } from '../channel.heads.js';
import { ChannelStore } from '../channel.store.js';
import type { Definition } from '../core/definition.js';
import type { FoundEntry, Reading } from '../entry.graphql.js';
import type { Point } from '../point.js';
import { MemoryStore } from './memory.store.js';
import { type Fold, PackedDictionary } from './packed.js';

const CHANNEL = 'PRODUCTION';
/** After leaving for want of room, a dictionary stays out for as long: two that do not fit together must not take turns. */
const STAYS_OUT_MS = 60_000;

/** What readers are answered from: dictionaries that all stand at one version. Replaced as a whole, never altered. */
interface Snapshot {
  readonly head: KnownHead;
  readonly dictionaries: ReadonlyMap<string, Held>;
}

interface Held {
  readonly packed: PackedDictionary;
  /** Counts up with every reading, so that the least recently used is known. Shared by the snapshots that hold it. */
  readonly use: { last: number };
}

const folded = (code: string): string => foldCode(code, true);

/**
 * The newest version of PRODUCTION's much-read dictionaries in this process: whoever looks up a code that is here asks no
 * database. A dictionary comes in when it is first asked for and leaves, least recently used first, when the budget is spent.
 */
@Injectable()
export class DictionaryMemory implements OnModuleDestroy {
  private readonly logger = new Logger('Memory');
  private snapshot: Snapshot = { head: { epoch: '', version: -1 }, dictionaries: new Map() };
  /** When a dictionary was last wanted, by the monotonic clock; never again where it alone exceeds the budget. */
  private readonly wantedAt = new Map<string, number>();
  private refreshing = false;
  /** Loading and refreshing wait for one another. */
  private work: Promise<unknown> = Promise.resolve();
  private readings = 0;

  constructor(
    private readonly db: DataSource,
    private readonly store: MemoryStore,
    private readonly heads: ChannelHeads,
    private readonly channels: ChannelStore,
    private readonly config: Config,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.work;
  }

  /**
   * Null where SQL must answer: another channel, a dictionary that is not here, or a memory older than what was seen elsewhere.
   * At an older version, an entry that nothing wrote since is what it is now; every other is undefined, and SQL's to answer.
   */
  find(
    { channel, pinned }: Point,
    definition: Definition,
    keys: readonly string[],
  ): Reading<(FoundEntry | null | undefined)[]> | null {
    if (channel !== CHANNEL) return null;
    const { head, dictionaries } = this.snapshot;
    const held = dictionaries.get(definition.code);
    if (!held) {
      this.want(definition);
      return null;
    }
    if (pinned && (pinned.version > head.version || pinned.epoch !== head.epoch)) return null;
    if (!pinned && this.isBehind()) {
      this.catchUp();
      return null;
    }
    held.use.last = ++this.readings;
    const found = keys.map((key) => held.packed.find(key));
    if (!pinned || pinned.version === head.version) return { position: { channel, ...head }, found };
    const then = found.map((entry) => (entry && entry.version <= pinned.version ? entry : undefined));
    return { position: { channel, ...pinned }, found: then };
  }

  /** Looks where the channels stand, and catches up where that is further than the memory. */
  async poll(): Promise<void> {
    for (const channel of await this.channels.all(this.db.manager)) this.heads.seen(channel.code, channel);
    if (this.snapshot.dictionaries.size > 0 && this.isBehind()) this.catchUp();
  }

  /** Takes up what was applied, now. Call it after an application of this process, before its outcome is told. */
  refreshNow(): Promise<void> {
    return this.inTurn(() => this.refresh());
  }

  /** Bytes of all dictionaries held. */
  get bytes(): number {
    return bytesOf(this.snapshot);
  }

  private isBehind(): boolean {
    const { head } = this.snapshot;
    const seen = this.heads.get(CHANNEL);
    return seen !== undefined && (seen.epoch !== head.epoch || seen.version > head.version);
  }

  private catchUp(): void {
    if (this.refreshing) return;
    this.refreshing = true;
    this.run(() => this.refresh().finally(() => (this.refreshing = false)));
  }

  private want({ code, foldsCase }: Definition): void {
    const now = performance.now();
    if (now - (this.wantedAt.get(code) ?? -Infinity) < STAYS_OUT_MS) return;
    this.wantedAt.set(code, now);
    this.run(() => this.load(code, foldsCase ? folded : null));
  }

  private async load(dictionary: string, fold: Fold): Promise<void> {
    let packed = PackedDictionary.empty(fold);
    const budget = this.config.memoryBytes;
    const head = await this.store.whole(CHANNEL, dictionary, (entries) => {
      if (packed.bytes <= budget) packed = packed.with(entries);
    });
    if (!head) return;
    if (packed.bytes > budget) {
      this.wantedAt.set(dictionary, Infinity);
      return;
    }
    const held: Held = { packed, use: { last: ++this.readings } };
    await this.refresh({ dictionary, held, head });
  }

  /** Brings every dictionary held, and one just loaded, to the channel's head in one statement, and swaps the snapshot. */
  private async refresh(loaded?: { dictionary: string; held: Held; head: KnownHead }): Promise<void> {
    const { head, dictionaries } = this.snapshot;
    const since = new Map([...dictionaries.keys()].map((dictionary) => [dictionary, head.version]));
    if (loaded) since.set(loaded.dictionary, loaded.head.version);
    const kept = [...since].map(([dictionary, version]) => ({ dictionary, since: version }));
    const delta = await this.store.delta(this.db.manager, CHANNEL, kept);
    if (!delta) return;
    const all = new Map(dictionaries);
    if (loaded) all.set(loaded.dictionary, loaded.held);
    // Another epoch is another history: what was read under the old one cannot be brought forward.
    if (head.epoch !== '' && head.epoch !== delta.head.epoch) all.clear();
    for (const [dictionary, changes] of delta.changes) {
      const held = all.get(dictionary);
      if (held) all.set(dictionary, { ...held, packed: held.packed.with(changes) });
    }
    this.snapshot = withinBudget({ head: delta.head, dictionaries: all }, this.config.memoryBytes);
    this.heads.seen(CHANNEL, delta.head);
  }

  private run(work: () => Promise<void>): void {
    this.inTurn(work).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'A dictionary could not be taken into memory; the database answers meanwhile.');
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }
}

const bytesOf = ({ dictionaries }: Snapshot): number =>
  [...dictionaries.values()].reduce((sum, { packed }) => sum + packed.bytes, 0);

/** Without the least recently used dictionaries that the budget has no room for. */
function withinBudget(snapshot: Snapshot, budget: number): Snapshot {
  const byUse = [...snapshot.dictionaries].sort(([, a], [, b]) => b.use.last - a.use.last);
  let spent = 0;
  const kept = byUse.filter(([, { packed }]) => (spent += packed.bytes) <= budget);
  return { ...snapshot, dictionaries: new Map(kept) };
}
