import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isProblem } from '../../kernel/problem.js';
import { contentOf } from '../../kernel/timeline.js';
import { Config } from '../../platform/config.js';
import { Transactor } from '../../platform/transactor.js';
import type { CatalogueEntry } from '../core/catalogue.js';
import { Anchors } from '../anchors.js';
import { CATALOGUE_DIGEST } from './catalogue-digest.js';
import { faultsText } from './catalogue-faults.js';
import { CATALOGUE, catalogueDigest, readCatalogue } from './catalogue.reader.js';
import { type FoundingEntry, FoundingStore } from './founding.store.js';
import { FoundingWriter } from './founding.writer.js';

/** Founds the channels from the catalogue that the product brings, at the first start of all and never again. */
@Injectable()
export class FoundingService implements OnModuleInit {
  constructor(
    private readonly transactor: Transactor,
    private readonly config: Config,
    private readonly writer: FoundingWriter,
    private readonly store: FoundingStore,
    private readonly anchors: Anchors,
  ) {}

  async onModuleInit(): Promise<void> {
    const isDue = await this.transactor.run((tx) => this.store.isDue(tx));
    if (isDue !== true) return;
    const entries = await this.readEntries();
    const founded = await this.transactor.run((tx) => this.writer.found(tx, entries, this.config.zone));
    if (isProblem(founded)) throw new Error('Another process is founding the channels; start again when it is done.');
    for (const channel of founded) await this.anchors.begin(channel);
  }

  private async readEntries(): Promise<readonly FoundingEntry[]> {
    const digest = await catalogueDigest(CATALOGUE);
    if (digest !== CATALOGUE_DIGEST) {
      throw new Error(
        `The catalogue is not the one this version was built with (${digest}, not ${CATALOGUE_DIGEST}). ` +
          'Whoever changed it on purpose runs `npm run catalogue:digest`.',
      );
    }
    const reading = await readCatalogue(CATALOGUE, this.config.zone, new Date().toISOString());
    if ('faults' in reading) throw new Error(faultsText(reading.faults));
    return reading.catalogue.entries.map(storedEntry);
  }
}

const storedEntry = ({ dictionary, code, folded, timeline }: CatalogueEntry): FoundingEntry => {
  const { body, hash } = contentOf(timeline);
  return { dictionary, code, folded, body, content: hash, rowCount: timeline.rows.length };
};
