import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.js';
import { ChannelStore } from '../../dictionary/channel.store.js';
import { Projection } from '../../dictionary/projection.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256 } from '../../kernel/digest.js';
import type { Tx } from '../../platform/transactor.js';
import { ChannelLog } from '../channel-log.js';
import { GENESIS } from '../core/release-number.js';
import { rowsDigest } from '../core/rows-digest.js';
import { signingDigest } from '../core/signing-digest.js';
import { CATALOGUE_DIGEST } from './catalogue-digest.js';
import { type FoundingEntry, FoundingStore } from './founding.store.js';

/** What GENESIS says of itself: its evidence, whose SHA-256 is its digest. */
export interface GenesisEvidence {
  readonly catalogue: Digest;
  readonly zone: string;
  readonly entries: number;
  /** The digest over the rows that it writes; each channel's version 0 has the same. */
  readonly rows: Digest;
}

const EPOCH_BYTES = 16;

/** The writing half: what founding does once it holds its lock. Lock order: founding, channels by ordinal, audit head. */
@Injectable()
export class FoundingWriter {
  constructor(
    private readonly store: FoundingStore,
    private readonly channels: ChannelStore,
    private readonly log: ChannelLog,
    private readonly projection: Projection,
    private readonly audit: Audit,
  ) {}

  /** Answers with the channels that it founded: none where another process was faster. */
  async found(tx: Tx, entries: readonly FoundingEntry[], zone: string): Promise<readonly string[]> {
    await this.store.lock(tx);
    if (!(await this.store.isDue(tx))) return [];
    await this.store.putEntries(tx, entries);
    const evidence = canonicalJson(evidenceOf(entries, zone));
    const digest = sha256(evidence);
    const signedAt = await this.store.putRelease(tx, digest, evidence);
    const head = { number: GENESIS, kind: GENESIS, requestId: null, digest, retroactive: false, signedAt };
    const channels = (await this.channels.all(tx)).map(({ code }) => code);
    for (const code of channels) {
      await this.foundChannel(tx, code, entries, { releaseDigest: digest, signOffs: signingDigest(head, []) });
    }
    await this.audit.record(tx, {
      actorId: null,
      action: 'channel.found',
      subject: GENESIS,
      detail: { digest, entries: entries.length },
    });
    return channels;
  }

  private async foundChannel(
    tx: Tx,
    code: string,
    entries: readonly FoundingEntry[],
    signed: { readonly releaseDigest: Digest; readonly signOffs: Digest },
  ): Promise<void> {
    const channel = await this.channels.lock(tx, code);
    if (!channel) throw new Error(`The channel ${code} is gone.`);
    await this.store.putVersion(tx, code, entries);
    const epoch = randomBytes(EPOCH_BYTES).toString('hex');
    await this.log.seal(tx, channel, { epoch, release: GENESIS, ...signed, appliedBy: null });
    await this.projection.advance(tx, code, 0);
  }
}

const evidenceOf = (entries: readonly FoundingEntry[], zone: string): GenesisEvidence => ({
  catalogue: CATALOGUE_DIGEST,
  zone,
  entries: entries.length,
  rows: rowsDigest(entries.map((entry) => ({ ...entry, origins: Array<string>(entry.rowCount).fill(GENESIS) }))),
});
