import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Instant } from '../kernel/timeline.js';
import { ChannelHeads } from './channel.heads.js';
import type { Definition } from './core/definition.js';
import type { FoundEntry, Reading } from './entry.graphql.js';
import type { EntryStatus } from './entry.graphql.js';
import { Parameters, type ReadableField, valueOf } from './field.sql.js';
import { afterSql, type Level, orderSql } from './order.sql.js';
import type { Point } from './point.js';
import { CONTENT_AT_POINT, FOUND_AT_POINT, holdsAt, POINT, ROWS, rowsWithStatus } from './rows.sql.js';

/** Which entries are meant: conditions over a row `r`, already as SQL whose values are in `parameters`. */
export interface Selection {
  readonly conditions: readonly string[];
  readonly search: string | null;
  readonly statuses: readonly (keyof typeof EntryStatus)[];
}

export interface PageAsked {
  readonly levels: readonly Level[];
  readonly after: readonly (string | null)[] | null;
  readonly limit: number;
}

/** An entry and the values it was sorted by. */
export interface Sorted extends FoundEntry {
  readonly sorted: readonly (string | null)[];
}

interface Line extends Sorted {
  readonly epoch: string;
  readonly at: number;
}

/** The first four parameters of every statement over rows: see ROWS and POINT. */
export const parametersOf = (point: Point, definition: Definition): Parameters =>
  new Parameters(point.channel, definition.code, point.pinned?.version ?? null, definition.key);

/** Finds entries by what is in their rows. One statement a reading, at the newest version or any before. */
@Injectable()
export class SearchStore {
  constructor(
    private readonly db: DataSource,
    private readonly heads: ChannelHeads,
  ) {}

  /** Null where there is no such channel. */
  async page(
    point: Point,
    selection: Selection,
    asked: PageAsked,
    parameters: Parameters,
  ): Promise<Reading<Sorted[]> | null> {
    const rows = selected(selection, point.at, parameters);
    const after = asked.after ? `AND ${afterSql(asked.levels, asked.after, parameters)}` : '';
    const sorted = asked.levels.map(({ expression }) => `${expression}::text`).join(', ');
    const sql = `
      WITH ${POINT}
      SELECT ${FOUND_AT_POINT}, x.sorted
      FROM p
      LEFT JOIN (
        SELECT y.*, row_number() OVER () AS place FROM (
          SELECT r.entry_id, r.code, ARRAY[${sorted}] AS sorted ${rows} ${after}
          ORDER BY ${orderSql(asked.levels)} LIMIT ${parameters.add(asked.limit, 'integer')}) y) x ON true
      ${CONTENT_AT_POINT}
      ORDER BY x.place`;
    const lines = await this.db.query<Line[]>(sql, parameters.values);
    return this.reading(
      point,
      lines,
      lines.filter((line) => line.body !== null),
    );
  }

  async count(point: Point, selection: Selection, parameters: Parameters): Promise<number> {
    const sql = `WITH ${POINT} SELECT count(*)::integer AS count ${selected(selection, point.at, parameters)}`;
    const [line] = await this.db.query<{ count: number }[]>(sql, parameters.values);
    return line?.count ?? 0;
  }

  /** Entries whose row at the instant has one of the values, in the order of the values and then of codes. */
  async byValues(
    point: Point,
    definition: Definition,
    field: ReadableField,
    values: readonly string[],
  ): Promise<Reading<(FoundEntry & { readonly n: number })[]> | null> {
    const parameters = parametersOf(point, definition);
    const asked = `unnest(${parameters.add(values, `${field.sqlType}[]`)}) WITH ORDINALITY AS q (value, n)`;
    const sql = `
      WITH ${POINT}
      SELECT ${FOUND_AT_POINT}, x.n::integer
      FROM p
      LEFT JOIN (
        SELECT q.n, r.entry_id, r.code FROM ${asked} JOIN ${ROWS} r ON ${valueOf(field, parameters)} = q.value
        WHERE ${holdsAt('r', parameters.add(point.at, 'timestamptz'))}) x ON true
      ${CONTENT_AT_POINT}
      ORDER BY x.n, x.code`;
    const lines = await this.db.query<(Line & { n: number })[]>(sql, parameters.values);
    return this.reading(
      point,
      lines,
      lines.filter((line) => line.body !== null),
    );
  }

  private reading<T>(point: Point, lines: readonly Line[], found: T[]): Reading<T[]> | null {
    const [first] = lines;
    if (!first) return null;
    const position = { channel: point.channel, epoch: first.epoch, version: first.at };
    if (!point.pinned) this.heads.seen(point.channel, position);
    return { position, found };
  }
}

/** From and where of the rows selected, each of another entry. */
function selected({ conditions, search, statuses }: Selection, at: Instant, parameters: Parameters): string {
  const instant = parameters.add(at, 'timestamptz');
  const all = [...conditions, ...(search === null ? [] : [searchSql(search, parameters)])];
  const isUsual = statuses.length === 1 && statuses[0] === 'ACTIVE';
  if (isUsual) return `FROM ${ROWS} r WHERE ${[holdsAt('r', instant), ...all].join(' AND ')}`;
  const status = `r.status = ANY (${parameters.add(statuses, 'text[]')})`;
  return `FROM ${rowsWithStatus(instant)} r WHERE ${[status, ...all].join(' AND ')}`;
}

/** Half-width and small, as the search keys are. */
const searchKey = (text: string): string => text.normalize('NFKC').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Each key has an index of its own; those of input codes leave out the rows that have none, and must be told so. */
function searchSql(search: string, parameters: Parameters): string {
  const pattern = `${searchKey(search).replace(/[\\%_]/g, '\\$&')}%`;
  const begins = parameters.add(pattern, 'text');
  const inputs = ['input_key', 'full_key', 'wubi_key'].map(
    (key) => `(r.${key} IS NOT NULL AND r.${key} LIKE ${begins})`,
  );
  return `(lower(r.code) LIKE ${begins} OR r.name_key LIKE ${begins} OR ${inputs.join(' OR ')})`;
}
