import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Digest, digestOf } from '../kernel/digest.js';
import { contentOf, parseTimeline } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { META } from './core/meta.js';
import { definitionValues, parseDefinition } from './core/parse.js';
import type { Definition } from './core/shape.js';

export interface StoredDefinition {
  readonly definition: Definition;
  /** The hash of the content that says so: part of what a reviewer signs. */
  readonly content: Digest;
  /** Whether the dictionary is out of use. Its entries can still be read. */
  readonly retired: boolean;
}

/** The definitions of one point of a channel, by the dictionary's code; that of `dictionary` itself among them. */
export class Definitions {
  constructor(private readonly byCode: ReadonlyMap<string, StoredDefinition>) {}

  get(code: string): StoredDefinition | undefined {
    return this.byCode.get(code);
  }

  /** In the order of their codes. */
  all(): readonly StoredDefinition[] {
    return [...this.byCode.values()];
  }
}

interface Held {
  readonly code: string;
  readonly content: Buffer;
}

const META_STORED: StoredDefinition = {
  definition: META,
  content: contentOf({ rows: [{ values: definitionValues(META) }] }).hash,
  retired: false,
};

const HELD_NOW = `
  SELECT code, content FROM entry_head WHERE channel = $1 AND dictionary = 'dictionary' ORDER BY code`;

const HELD_AT = `
  SELECT e.code, v.content
  FROM entry e CROSS JOIN LATERAL (
    SELECT content FROM entry_version v
    WHERE v.channel = $1 AND v.entry_id = e.id AND v.version <= $2 ORDER BY v.version DESC LIMIT 1) v
  WHERE e.dictionary = 'dictionary' AND v.content IS NOT NULL ORDER BY e.code`;

const SETS_MAX = 50;
const PARSED_MAX = 5_000;

/** Reads definitions where they are kept: as entries of the dictionary `dictionary`. */
@Injectable()
export class DefinitionStore {
  /** Contents never change, so neither does what was parsed from one. */
  private readonly parsed = new LRUCache<string, StoredDefinition>({ max: PARSED_MAX });
  private readonly sets = new LRUCache<string, Definitions>({ max: SETS_MAX });

  /** The definitions that the channel holds at a version, or now. The same set of contents is the same object. */
  async at(db: Db, channel: string, version?: number): Promise<Definitions> {
    const held = await (version === undefined
      ? db.query<Held[]>(HELD_NOW, [channel])
      : db.query<Held[]>(HELD_AT, [channel, version]));
    return this.of(db, held);
  }

  /** The definitions in these contents. */
  async of(db: Db, held: readonly Held[]): Promise<Definitions> {
    const keys = held.map(({ code, content }) => `${code} ${content.toString('latin1')}`);
    const set = keys.join('\n');
    const known = this.sets.get(set);
    if (known) return known;
    await this.parse(
      db,
      held.filter((_, index) => !this.parsed.has(keys[index] ?? '')),
    );
    const all = [META_STORED, ...keys.flatMap((key) => this.parsed.get(key) ?? [])];
    const definitions = new Definitions(new Map(all.map((stored) => [stored.definition.code, stored])));
    this.sets.set(set, definitions);
    return definitions;
  }

  private async parse(db: Db, held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    const contents = await db.query<{ hash: Buffer; body: string }[]>(
      `SELECT hash, body FROM content WHERE hash = ANY ($1::bytea[])`,
      [held.map(({ content }) => content)],
    );
    const bodies = new Map(contents.map(({ hash, body }) => [hash.toString('latin1'), body]));
    for (const { code, content } of held) {
      const key = content.toString('latin1');
      this.parsed.set(`${code} ${key}`, storedDefinition(code, content, bodies.get(key) ?? ''));
    }
  }
}

/** What was released was checked, so a stored definition that cannot be read is a bug, not a fault of anybody's input. */
function storedDefinition(code: string, content: Buffer, body: string): StoredDefinition {
  const { rows, retired } = parseTimeline(body);
  const parsed = parseDefinition(code, rows[0]?.values ?? {});
  if ('issues' in parsed) {
    throw new Error(`The definition of ${code} cannot be read: ${parsed.issues.map((fault) => fault.path).join(', ')}`);
  }
  return { definition: parsed.definition, content: digestOf(content), retired: retired === true };
}
