import { Injectable } from '@nestjs/common';
import type { Loss } from '../change-request/core/needs.js';
import { type Definitions, DefinitionStore } from '../dictionary/definition.store.js';
import { Projection } from '../dictionary/projection.js';
import type { Actor } from '../identity/core/actor.js';
import { foldCode } from '../kernel/fold.js';
import { ISSUES_MAX } from '../kernel/limits.js';
import { says } from '../kernel/message.js';
import { Blocked, type FindingFact } from '../kernel/problem.js';
import { EMPTY, type Instant, parseTimeline } from '../kernel/timeline.js';
import { databaseNow } from '../platform/clock.js';
import type { Tx } from '../platform/transactor.js';
import type { Admitted } from './admission.js';
import { ApplyStore, type LookAlike, type PendingEntry, type Target, type Writing } from './apply.store.js';
import { ChannelLog } from './channel-log.js';
import { ChannelRules } from './channel.rules.js';
import type { SealedVersion } from './core/chain.js';
import { type EntryPlan, planOf } from './core/entry-plan.js';
import { lateEntries, lateFinding } from './core/lateness.js';

export type WriteRefusal = Blocked;

/** Two contents an entry at a few hundred bytes: two megabytes a page, and a pause in which others are served. */
const PAGE = 5_000;

/** What writing the pages of a release brought to light, for the rules that are asked once all is written. */
interface Findings {
  readonly late: FindingFact[];
  readonly lookAlikes: FindingFact[];
  readonly losses: Loss[];
  readonly successors: { dictionary: string; code: string; target: string; from: Instant }[];
}

/** Writes the next version of a channel: rows, projection, seal. What is found wrong on the way is a refusal, and rolls all of it back. */
@Injectable()
export class VersionWriter {
  constructor(
    private readonly store: ApplyStore,
    private readonly definitions: DefinitionStore,
    private readonly projection: Projection,
    private readonly rules: ChannelRules,
    private readonly log: ChannelLog,
  ) {}

  async write(tx: Tx, actor: Actor, { release, channel, signOffs }: Admitted): Promise<SealedVersion | WriteRefusal> {
    const target: Target = { channel: channel.code, version: channel.version + 1, release: release.number };
    const now = await databaseNow(tx);
    const definitions = await this.definitions.at(tx, channel.code);
    const found = await this.writeRows(tx, target, { now, definitions, isRetroactive: release.retroactive });
    if (found.late.length + found.lookAlikes.length > 0) return blocked([...found.late, ...found.lookAlikes]);

    await this.projection.advance(tx, target.channel, target.version);
    const broken = await this.rules.broken(tx, target, { ...found, now, definitions });
    if (broken.length > 0) return blocked(broken);
    return this.log.seal(tx, channel, {
      epoch: channel.epoch,
      release: release.number,
      releaseDigest: release.digest,
      signOffs,
      appliedBy: actor.personId,
    });
  }

  private async writeRows(
    tx: Tx,
    target: Target,
    terms: { readonly now: Instant; readonly definitions: Definitions; readonly isRetroactive: boolean },
  ): Promise<Findings> {
    const found: Findings = { late: [], lookAlikes: [], losses: [], successors: [] };
    for (let last: PendingEntry | null = null, more = true; more;) {
      const page: PendingEntry[] = await this.store.pending(tx, target, last, PAGE);
      const planned = page.map((entry) => ({ entry, plan: plan(entry, target, terms) }));
      gather(found, planned, terms);
      const twins = await this.writePage(tx, target, planned, terms.definitions);
      found.lookAlikes.push(...twins.map(lookAlikeFinding));
      last = page.at(-1) ?? null;
      more = page.length === PAGE && found.late.length < ISSUES_MAX;
    }
    return found;
  }

  private async writePage(
    tx: Tx,
    target: Target,
    planned: readonly Planned[],
    definitions: Definitions,
  ): Promise<readonly LookAlike[]> {
    const writings = planned.map(({ entry, plan: { origins } }): Writing => {
      const foldsCase = definitions.get(entry.dictionary)?.definition.foldsCase ?? false;
      const { dictionary, code } = entry;
      return { dictionary, code, folded: foldCode(code, foldsCase), origins };
    });
    const unknown = writings.filter((_, index) => planned[index]?.entry.isRegistered === false);
    const twins = unknown.length > 0 ? await this.store.register(tx, unknown) : [];
    if (twins.length === 0) await this.store.write(tx, target, writings);
    return twins;
  }
}

interface Planned {
  readonly entry: PendingEntry;
  readonly plan: EntryPlan;
}

const plan = (
  { dictionary, code, held, origins, proposed }: PendingEntry,
  { release }: Target,
  { now, definitions }: { readonly now: Instant; readonly definitions: Definitions },
): EntryPlan => {
  const definition = definitions.get(dictionary)?.definition;
  if (!definition) throw new Error(`${dictionary} was admitted without a definition.`);
  const facts = {
    definition,
    code,
    held: held === null ? null : parseTimeline(held),
    heldOrigins: origins ?? [],
    proposed: proposed === null ? EMPTY : parseTimeline(proposed),
  };
  return planOf(facts, release, now);
};

const gather = (
  found: Findings,
  planned: readonly Planned[],
  { now, isRetroactive }: { readonly now: Instant; readonly isRetroactive: boolean },
): void => {
  const beginnings = planned.map(({ entry: { dictionary, code }, plan: { beginsAt } }) => ({
    dictionary,
    code,
    beginsAt,
  }));
  found.late.push(...lateEntries(beginnings, now, isRetroactive).map((entry) => lateFinding(entry, now)));
  for (const {
    entry,
    plan: { losses, successor },
  } of planned) {
    found.losses.push(...losses);
    const { dictionary, code } = entry;
    if (successor) found.successors.push({ dictionary, code, target: successor.code, from: successor.from });
  }
};

const lookAlikeFinding = ({ dictionary, code, other }: LookAlike): FindingFact => ({
  severity: 'BLOCK',
  rule: 'code.lookAlike',
  path: `${dictionary}/${code}`,
  says: says('release.lookAlikeCode', { dictionary, code, other }),
});

const blocked = (findings: readonly FindingFact[]): Blocked => new Blocked(findings.slice(0, ISSUES_MAX));
