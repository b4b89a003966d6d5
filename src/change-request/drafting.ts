import { Injectable } from '@nestjs/common';
import { type Definitions, DefinitionStore } from '../dictionary/definition.store.js';
import { EntryStore } from '../dictionary/entry.store.js';
import type { DictionaryKind } from '../dictionary/core/definition.js';
import { CHANGES_PER_REQUEST_MAX, ISSUES_MAX } from '../kernel/limits.js';
import { type Blocked, LimitExceeded, ValidationFailed } from '../kernel/problem.js';
import { type Instant, rowAt, statusAt, type Timeline, type Values } from '../kernel/timeline.js';
import type { Db } from '../platform/transactor.js';
import { refusalOf, StructureChecks } from './checks.js';
import type { RequestTerms } from './core/compose.js';
import {
  byEntry,
  type Content,
  type DraftFacts,
  entriesOf,
  type KeptChange,
  keyOfChange,
  recompose,
  type WantedChange,
} from './core/draft.js';
import { type Head, headIssues } from './core/head.js';
import type { Rearranged } from './core/put.js';
import { withInputCodes } from './input-codes.js';

/** What a request was before, and what it shall be. */
export interface Remaking {
  readonly before: readonly KeptChange[];
  readonly rearranged: Rearranged;
  /** What the request says of itself; judged with its changes, so that all faults are told at once. */
  readonly head: Head;
  readonly now: Instant;
  readonly definitions: Definitions;
  /** Whether the entries start from what PRODUCTION holds now, rather than from what they started from before. */
  readonly afresh?: boolean;
}

/** An entry by the two words that name it. */
export type EntryName = Pick<WantedChange, 'dictionary' | 'code'>;

/** All changes of the request, and those of them that must be written. */
export interface Remade {
  readonly all: readonly KeptChange[];
  readonly written: readonly KeptChange[];
}

/** What PRODUCTION holds of an entry, and since which of its versions. */
export interface Held extends Content {
  readonly version: number;
}

/** Makes the changes of a draft: reads what they start from, composes them and checks them against PRODUCTION. */
@Injectable()
export class Drafting {
  constructor(
    private readonly definitions: DefinitionStore,
    private readonly entries: EntryStore,
    private readonly checks: StructureChecks,
  ) {}

  /** Requests are made under the definitions of PRODUCTION, the channel that they are to reach. */
  definitionsNow(db: Db): Promise<Definitions> {
    return this.definitions.at(db, 'PRODUCTION');
  }

  /** Makes anew what is touched and checks it with all the rest of the request around it. */
  async remake(db: Db, remaking: Remaking): Promise<Remade | ValidationFailed | Blocked | LimitExceeded> {
    const { before, rearranged, definitions, head, now } = remaking;
    const { wanted, touched } = rearranged;
    const terms: RequestTerms = { validFrom: head.validFrom, retroactive: head.retroactive, now };
    if (wanted.length > CHANGES_PER_REQUEST_MAX) {
      return new LimitExceeded('changeRequest.limit.changes', CHANGES_PER_REQUEST_MAX, wanted.length);
    }
    const toMake = wanted.filter((change) => touched.has(keyOfChange(change)));
    const bases = await this.bases(db, remaking, toMake);
    const definitionOf = (dictionary: string) => definitions.get(dictionary)?.definition;
    const facts: DraftFacts = { terms, definitionOf, baseOf: (key) => bases.get(key) ?? null };
    const remade = recompose(
      facts,
      toMake.map((change) => completed(change, facts)),
    );
    const documents = await this.documents(db, head.policyDocument, now, wanted);
    const faults = [...headIssues(head, documents), ...rearranged.misplaced];
    const uncomposed = 'issues' in remade ? remade.issues : [];
    // How entries stand to each other can be judged only once all of them are known.
    if ('issues' in remade || rearranged.misplaced.length > 0) {
      return new ValidationFailed([...faults, ...uncomposed].slice(0, ISSUES_MAX));
    }

    const kept = before.filter((change) => !touched.has(keyOfChange(change)));
    const all = [...kept, ...remade.kept].sort((a, b) => a.ordinal - b.ordinal);
    const paths = new Map(toMake.map(({ id, path }) => [id, path]));
    const entries = entriesOf(all, definitionOf, ({ id }) => paths.get(id) ?? '');
    const scope = entries.filter(({ path }) => path !== '');
    const found = await this.checks.faults(db, { all: entries, scope, now });
    return refusalOf({ ...found, issues: [...faults, ...found.issues] }) ?? { all, written: remade.kept };
  }

  /** What PRODUCTION holds now of the entries that these changes are about. */
  async heldNow(db: Db, changes: readonly EntryName[]): Promise<ReadonlyMap<string, Held>> {
    const codes = new Map<string, string[]>();
    for (const { dictionary, code } of changes) {
      const known = codes.get(dictionary);
      if (known) known.push(code);
      else codes.set(dictionary, [code]);
    }
    const held = new Map<string, Held>();
    for (const [dictionary, wanted] of codes) {
      for (const [code, { content, timeline, version }] of await this.entries.timelines(
        db,
        'PRODUCTION',
        dictionary,
        wanted,
      )) {
        held.set(keyOfChange({ dictionary, code }), { hash: content, timeline, version });
      }
    }
    return held;
  }

  /** The policy documents that a request may rest on, of those it names: in force, or brought by the request itself. */
  async documents(
    db: Db,
    named: string | null,
    now: Instant,
    wanted: readonly EntryName[],
  ): Promise<ReadonlySet<string>> {
    if (named === null) return new Set();
    const document = { dictionary: 'policy_document', code: named };
    const [held] = (await this.heldNow(db, [document])).values();
    const isInForce = held !== undefined && statusAt(held.timeline, now) !== 'RETIRED';
    const brought = wanted.filter(({ dictionary }) => dictionary === document.dictionary).map(({ code }) => code);
    return new Set([...(isInForce ? [named] : []), ...brought]);
  }

  /** An entry that the request touched before keeps what it started from: nothing moves under an author unasked. */
  private async bases(
    db: Db,
    { before, afresh }: Remaking,
    toMake: readonly WantedChange[],
  ): Promise<ReadonlyMap<string, Content>> {
    const known = afresh ? new Map<string, readonly KeptChange[]>() : byEntry(before);
    const held = await this.heldNow(
      db,
      toMake.filter((change) => !known.has(keyOfChange(change))),
    );
    const stood = [...known].flatMap(([key, [first]]) => (first?.base ? [[key, first.base] as const] : []));
    return new Map<string, Content>([...held, ...stood]);
  }
}

/** A change with the input codes that its new name calls for. */
function completed(change: WantedChange, facts: DraftFacts): WantedChange {
  const { asked } = change;
  const definition = facts.definitionOf(change.dictionary);
  if (!definition || asked.values === null) return change;
  const base = facts.baseOf(keyOfChange(change))?.timeline ?? null;
  const before = rowBefore(base, asked.validFrom ?? facts.terms.validFrom ?? facts.terms.now);
  return { ...change, asked: { ...asked, values: withInputCodes(definition, asked.values, before) } };
}

const rowBefore = (base: Timeline | null, instant: string): Values | null =>
  base && ((rowAt(base, instant) ?? base.rows.at(-1))?.values ?? null);

/** The kinds of the dictionaries that changes are about: who may edit them depends on it. */
export const kindsOf = (
  definitions: Definitions,
  changes: readonly Pick<WantedChange, 'dictionary'>[],
): readonly DictionaryKind[] => [
  ...new Set(
    [...new Set(changes.map(({ dictionary }) => dictionary))].flatMap(
      (code) => definitions.get(code)?.definition.kind ?? [],
    ),
  ),
];
