import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { digestOf, parseDigest } from '../kernel/digest.js';
import { Config } from '../platform/config.js';
import type { Anchor } from './core/chain.js';

/** A line of the file: a head, or the mark that this database's channels were founded anew. */
interface Line extends Anchor {
  readonly founded?: true;
}

interface HeadRow {
  readonly version: number;
  readonly epoch: string;
  readonly hash: Buffer;
}

const FOLDER = 'anchors';

/**
 * Heads of channels written to files outside the database, where whoever rewrites the database does not reach: a chain alone
 * finds neither a tail that was cut nor a history that was written anew. One file a database and channel, one line a version.
 */
@Injectable()
export class Anchors {
  constructor(
    private readonly config: Config,
    private readonly dataSource: DataSource,
  ) {}

  /** The heads recorded since the channel was founded. A line that a crash cut short was never a record. */
  async read(channel: string): Promise<readonly Anchor[]> {
    const lines = await linesOf(await this.fileOf(channel));
    return lines.slice(lines.findLastIndex((line) => line.founded) + 1);
  }

  /** Writes down every version that is not written down yet. Doing it twice does no harm. */
  async record(channel: string): Promise<void> {
    const recorded = (await this.read(channel)).at(-1)?.version ?? -1;
    const versions = await this.dataSource.query<HeadRow[]>(VERSIONS_SINCE, [channel, recorded]);
    const lines = versions.map(({ version, epoch, hash }) => ({ channel, epoch, version, hash: digestOf(hash) }));
    await this.append(channel, lines);
  }

  /** What was written down of a database of this name before is of another life. To be called by founding alone. */
  async begin(channel: string): Promise<void> {
    const hash = digestOf(Buffer.alloc(32));
    await this.append(channel, [{ channel, epoch: '', version: -1, hash, founded: true }]);
    await this.record(channel);
  }

  private async append(channel: string, lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    const file = await this.fileOf(channel);
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { flush: true });
  }

  private async fileOf(channel: string): Promise<string> {
    const [row] = await this.dataSource.query<{ name: string }[]>('SELECT current_database() AS name');
    const database = encodeURIComponent(row?.name ?? '');
    return join(this.config.dataDir, FOLDER, database, `${channel}.ndjson`);
  }
}

const VERSIONS_SINCE = `
  SELECT version, epoch, hash FROM channel_version WHERE channel = $1 AND version > $2 ORDER BY version`;

const linesOf = async (file: string): Promise<readonly Line[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => lineOf(line) ?? []);
};

const lineOf = (text: string): Line | null => {
  if (text === '') return null;
  const { channel, epoch, version, hash, founded } = JSON.parse(text) as Line;
  const digest = parseDigest(hash);
  return digest && { channel, epoch, version, hash: digest, ...(founded ? { founded } : {}) };
};
