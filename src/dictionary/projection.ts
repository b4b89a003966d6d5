import { Injectable } from '@nestjs/common';
import type { Db, Tx } from '../platform/transactor.js';
import { DefinitionStore } from './definition.store.js';
import { differencesOf, type ProjectionDifference } from './projection.differences.js';
import { EXPECTED_HEADS, expectedReferences, expectedRows, keysOf, referenceFieldsOf } from './projection.sql.js';

/** The notification, sent with the commit, that a channel has another version. */
export const CHANNEL_MOVED = 'zidian_channel_moved';

/**
 * What readers are given, made from the log by sets: entry_head (each entry's newest content), head_row (its rows one by one)
 * and entry_reference (what they refer to). It can be thrown away and rebuilt at any time.
 */
@Injectable()
export class Projection {
  constructor(private readonly definitions: DefinitionStore) {}

  /**
   * Takes up what entry_version holds for this version. The caller holds the channel's lock and calls this once a version, in
   * order. Where the version wrote definitions, the references of all entries of those dictionaries are resolved anew.
   */
  async advance(tx: Tx, channel: string, version: number): Promise<void> {
    const written = [channel, version];
    await tx.query(FORGET_ABSENT, written);
    await tx.query(TAKE_HEADS, written);
    const definitions = await this.definitions.at(tx, channel);
    await tx.query(FORGET_ROWS, written);
    await tx.query(insertRows(WRITTEN), [channel, keysOf(definitions), version]);
    await tx.query(FORGET_REFERENCES, written);
    await tx.query(insertReferences(AFFECTED), [channel, referenceFieldsOf(definitions), version]);
    await tx.query(`SELECT pg_notify('${CHANNEL_MOVED}', $1)`, [channel]);
  }

  /** Makes the channel's projection anew from its log. */
  async rebuild(tx: Tx, channel: string): Promise<void> {
    await tx.query(`DELETE FROM entry_reference WHERE channel = $1`, [channel]);
    await tx.query(`DELETE FROM head_row WHERE channel = $1`, [channel]);
    await tx.query(`DELETE FROM entry_head WHERE channel = $1`, [channel]);
    await tx.query(`${INSERT_HEADS} ${EXPECTED_HEADS}`, [channel]);
    const definitions = await this.definitions.at(tx, channel);
    await tx.query(insertRows(), [channel, keysOf(definitions)]);
    await tx.query(insertReferences(), [channel, referenceFieldsOf(definitions)]);
  }

  /**
   * Where the projection is not what the log says: at most a hundred places, oldest version first; empty where it is whole.
   * Several statements: call it in a REPEATABLE READ transaction while others may write.
   */
  async differences(db: Db, channel: string): Promise<readonly ProjectionDifference[]> {
    return differencesOf(db, channel, await this.definitions.at(db, channel, VERSION_MAX));
  }
}

/** Above every version: the definitions come from the log, so that a projection in disorder is not read by its own word. */
const VERSION_MAX = 2_147_483_647;

const INSERT_HEADS = `INSERT INTO entry_head (channel, entry_id, dictionary, code, content, version, origins)`;

const FORGET_ABSENT = `
  DELETE FROM entry_head h USING entry_version w
  WHERE w.channel = $1 AND w.version = $2 AND w.content IS NULL AND h.channel = $1 AND h.entry_id = w.entry_id`;

const TAKE_HEADS = `
  ${INSERT_HEADS}
  SELECT w.channel, w.entry_id, e.dictionary, e.code, w.content, w.version, string_to_array(w.origins, ',')
  FROM entry_version w JOIN entry e ON e.id = w.entry_id
  WHERE w.channel = $1 AND w.version = $2 AND w.content IS NOT NULL
  ON CONFLICT (channel, entry_id) DO UPDATE SET content = excluded.content, version = excluded.version, origins = excluded.origins`;

const writtenBy = (version: string): string =>
  `SELECT w.entry_id FROM entry_version w WHERE w.channel = $1 AND w.version = ${version}`;

/** The entries whose references may have changed: those written, and all of a dictionary whose definition was written. */
const affectedBy = (version: string): string => `
  ${writtenBy(version)}
  UNION
  SELECT h.entry_id
  FROM entry_version w
  JOIN entry e ON e.id = w.entry_id AND e.dictionary = 'dictionary'
  JOIN entry_head h ON h.channel = $1 AND h.dictionary = e.code
  WHERE w.channel = $1 AND w.version = ${version}`;

const WRITTEN = `AND h.entry_id IN (${writtenBy('$3')})`;
const AFFECTED = `AND h.entry_id IN (${affectedBy('$3')})`;

const FORGET_ROWS = `DELETE FROM head_row h WHERE h.channel = $1 AND h.entry_id IN (${writtenBy('$2')})`;
const FORGET_REFERENCES = `DELETE FROM entry_reference r WHERE r.channel = $1 AND r.entry_id IN (${affectedBy('$2')})`;

const insertRows = (scope = ''): string => `
  INSERT INTO head_row (channel, entry_id, ordinal, dictionary, code, valid_from, valid_to, retired, row_values)
  ${expectedRows(scope)}`;

const insertReferences = (scope = ''): string => `
  INSERT INTO entry_reference
    (channel, entry_id, ordinal, field, kind, target_dictionary, target, must_exist, valid_from, valid_to)
  ${expectedReferences(scope)}`;
