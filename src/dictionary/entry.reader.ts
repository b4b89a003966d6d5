import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { foldCode } from '../kernel/fold.js';
import { isProblem, NotFound, type Problem, ValidationFailed } from '../kernel/problem.js';
import { codeOf, type NamedEntry } from './core/code.js';
import type { Definition } from './core/definition.js';
import { KnownDefinitions } from './definition.cache.js';
import { EntryType, type FoundEntry, type Reading } from './entry.graphql.js';
import { LookupStore } from './lookup.store.js';
import { DictionaryMemory } from './memory/memory.js';
import { type Point, refusalOf } from './point.js';

/** Finds entries by their codes: in memory where they are there, in the database otherwise. */
@Injectable()
export class EntryReader {
  constructor(
    private readonly db: DataSource,
    private readonly definitions: KnownDefinitions,
    private readonly memory: DictionaryMemory,
    private readonly lookups: LookupStore,
  ) {}

  /** One answer a code, in the order asked; null where the channel never held such a code at that version. */
  async byCodes(point: Point, dictionary: string, codes: readonly string[]): Promise<(EntryType | null)[] | Problem> {
    const definition = await this.definitionOf(point, dictionary);
    return isProblem(definition) ? definition : this.read(point, definition, codes);
  }

  /** The entry of a code, of the fields of its key, or of both where they agree. */
  async byName(point: Point, dictionary: string, named: NamedEntry): Promise<EntryType | null | Problem> {
    const definition = await this.definitionOf(point, dictionary);
    if (isProblem(definition)) return definition;
    const code = codeAsked(definition, named);
    if (isProblem(code)) return code;
    const entries = await this.read(point, definition, [code]);
    return isProblem(entries) ? entries : (entries[0] ?? null);
  }

  async definitionOf({ channel, pinned }: Point, dictionary: string): Promise<Definition | Problem> {
    const stored = await this.definitions.find(this.db.manager, channel, dictionary, pinned?.version);
    return stored?.definition ?? new NotFound('dictionary', dictionary);
  }

  private async read(
    point: Point,
    definition: Definition,
    codes: readonly string[],
  ): Promise<(EntryType | null)[] | Problem> {
    const keys = definition.foldsCase ? codes.map((code) => foldCode(code, true)) : codes;
    const kept = this.memory.find(point, definition, keys);
    // A memory that has not come as far as the reader has seen is passed over.
    const inMemory = kept && !refusalOf(point, kept.position) ? kept : null;
    const left = inMemory ? keys.filter((_, index) => inMemory.found[index] === undefined) : keys;
    const asked = { dictionary: definition.code, codes: left, folds: definition.foldsCase };
    const stored = inMemory && left.length === 0 ? null : await this.lookups.find(this.db.manager, point, asked);
    const position = (stored ?? inMemory)?.position;
    if (!position) return new NotFound('channel', point.channel);
    let next = 0;
    const found = keys.map((_, index) => {
      const known = inMemory?.found[index];
      return known === undefined ? (stored?.found[next++] ?? null) : known;
    });
    return refusalOf(point, position) ?? typed({ position, found }, definition, point);
  }
}

const typed = (
  { position, found }: Reading<(FoundEntry | null)[]>,
  definition: Definition,
  { at }: Point,
): (EntryType | null)[] => found.map((entry) => entry && new EntryType(entry, definition, at, position));

/** A code alone is taken as it is: one that cannot be right finds nothing. */
function codeAsked(definition: Definition, named: NamedEntry): string | Problem {
  const { code, key } = named;
  if (typeof code === 'string' && (key === null || key === undefined)) return code;
  const found = codeOf(definition, named, '');
  return 'issues' in found ? new ValidationFailed(found.issues) : found.code;
}
