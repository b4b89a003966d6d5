import type { QueryRunner } from 'typeorm';
import type { Hospital } from '../harness/hospital.js';

/**
 * For planted twins: a hospital whose service no longer locks the rows it reads from these tables. The product knows
 * nothing of it; the statements lose their `FOR UPDATE` on the way to the database.
 */
export const withoutRowLocks = (hospital: Hospital, ...tables: readonly string[]): void => {
  const { db } = hospital;
  const make = db.createQueryRunner.bind(db);
  const locking = /\s+FOR\s+(NO\s+KEY\s+)?UPDATE(\s+OF\s+\w+)?/gi;
  const unlocked = (sql: string): string =>
    tables.some((table) => new RegExp(`\\b(FROM|JOIN)\\s+"?${table}"?\\b`, 'i').test(sql))
      ? sql.replace(locking, '')
      : sql;
  db.createQueryRunner = (mode): QueryRunner => {
    const runner = make(mode);
    const query = runner.query.bind(runner) as (sql: string, ...rest: unknown[]) => Promise<never>;
    runner.query = (sql: string, ...rest: unknown[]) => query(unlocked(sql), ...rest);
    return runner;
  };
};

/** The database asserts again what the locks ensure, and would turn what a missing one lets through into an error: gone as well. */
export const withoutSealedLog = async (hospital: Hospital): Promise<void> => {
  await hospital.sql(`
    DROP TRIGGER channel_version_follows_head ON channel_version;
    DROP TRIGGER channel_version_is_its_release ON channel_version;
    DROP TRIGGER channel_moves_to_sealed ON channel;
    DROP TRIGGER entry_version_into_next_only ON entry_version;
    ALTER TABLE channel_version DROP CONSTRAINT channel_version_pk CASCADE;
    ALTER TABLE entry_version DROP CONSTRAINT entry_version_pk`);
};

/** Likewise for what can be signed, and for what a release is made of. */
export const withoutFitSignOffs = async (hospital: Hospital): Promise<void> => {
  await hospital.sql(`
    DROP TRIGGER sign_off_fit ON sign_off;
    DROP TRIGGER release_signed ON release;
    ALTER TABLE change_request DROP CONSTRAINT change_request_evidence_when_submitted`);
};
