import { TextDecoder } from 'node:util';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type Issue, issue } from '../kernel/message.js';
import { LimitExceeded } from '../kernel/problem.js';
import { detectDelimiter, looksLikeGb18030 } from './core/table-text.js';
import type { Table, TableRow } from './core/import.js';

/** Why a file is no table at all. The bad rows of one that can be read are told by whoever knows the dictionary. */
export class UnreadableTable {
  constructor(readonly issue: Issue) {}
}

export interface TableLimits {
  readonly bytesMax: number;
  readonly rowsMax: number;
}

/** No row of a dictionary comes near this; a quote that is never closed does. */
const RECORD_CHARACTERS_MAX = 200_000;

class TooLarge extends Error {
  constructor(readonly problem: LimitExceeded) {
    super();
  }
}

class NotUtf8 extends Error {
  constructor(readonly isGb18030: boolean) {
    super();
  }
}

/** Reads a table as it comes: bytes are counted, decoded and parsed, and never held. The source is left open for an answer. */
export async function readTable(
  source: Readable,
  limits: TableLimits,
): Promise<Table | UnreadableTable | LimitExceeded> {
  const records: TableRow[] = [];
  try {
    const text = decoded(source, limits.bytesMax);
    const head = await firstLine(text);
    await pipeline(Readable.from(following(head, text)), csvParser(head), async (parsed: AsyncIterable<Parsed>) => {
      for await (const { record, info } of parsed) {
        if (record.every((cell) => cell === '')) continue;
        records.push({ line: info.lines - lineBreaksIn(record), cells: record });
        if (records.length > limits.rowsMax + 1) {
          throw new TooLarge(new LimitExceeded('changeRequest.limit.rows', limits.rowsMax, records.length - 1));
        }
      }
    });
  } catch (error) {
    return refusalOf(error);
  }
  const [header, ...rows] = records;
  return header ? { header: header.cells, rows } : new UnreadableTable(issue('line 1', 'changeRequest.import.empty'));
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const csvParser = (head: string) =>
  parse({
    delimiter: detectDelimiter(head.split(/[\r\n]/, 1)[0] ?? ''),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_CHARACTERS_MAX,
  });

/** The parser names the line on which a record ends; people look for the one on which it begins. */
const lineBreaksIn = (record: readonly string[]): number =>
  record.reduce((count, cell) => count + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);

async function* decoded(source: Readable, bytesMax: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new TooLarge(new LimitExceeded('changeRequest.limit.importBytes', bytesMax, bytes));
    yield decode(decoder, chunk, { stream: true });
  }
  yield decode(decoder, new Uint8Array(), { stream: false });
}

const decode = (decoder: TextDecoder, chunk: Uint8Array, options: { readonly stream: boolean }): string => {
  try {
    return decoder.decode(chunk, options);
  } catch {
    throw new NotUtf8(looksLikeGb18030(chunk));
  }
};

async function firstLine(text: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!/[\r\n]/.test(head) && head.length < RECORD_CHARACTERS_MAX) {
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  return head;
}

async function* following(head: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* text;
}

const refusalOf = (error: unknown): UnreadableTable | LimitExceeded => {
  if (error instanceof TooLarge) return error.problem;
  if (error instanceof NotUtf8) {
    return new UnreadableTable(
      issue('file', error.isGb18030 ? 'changeRequest.import.gb18030' : 'changeRequest.import.notUtf8'),
    );
  }
  if (!(error instanceof CsvError)) throw error;
  const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
  return new UnreadableTable(issue(`line ${line}`, 'changeRequest.import.malformed', { line }));
};
