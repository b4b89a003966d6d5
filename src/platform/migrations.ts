import { readdirSync } from 'node:fs';
import { DataSource, type MigrationInterface } from 'typeorm';
import { GRANT_JOBS, migrateJobs } from './jobs.js';

type Migration = new () => MigrationInterface;

/** In the checkout and in the built service alike, `migrations` lies two folders above this file. */
const FOLDER = new URL('../../migrations/', import.meta.url);

/** Every migration, oldest first. */
export const loadMigrations = async (): Promise<Migration[]> => {
  const files = readdirSync(FOLDER)
    .filter((file) => /^\d+-.*\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .sort();
  const loaded: Migration[] = [];
  for (const file of files) {
    const exported = (await import(new URL(file, FOLDER).href)) as Record<string, Migration>;
    loaded.push(...Object.values(exported));
  }
  return loaded;
};

/** Any number that no other user of the database takes. */
const MIGRATION_LOCK = 7_305_411_908;

/**
 * Brings the schema up to date, as the owner. TypeORM has no lock of its own, so several processes that start at once
 * collide; here one migrates and the others wait. All pending migrations are one transaction: after a failure nothing is left.
 */
export const migrate = async (ownerUrl: string): Promise<readonly string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: await loadMigrations(),
    migrationsTransactionMode: 'all',
    extra: { max: 2, options: '-c TimeZone=UTC' },
  });
  await source.initialize();
  const locker = source.createQueryRunner();
  try {
    await locker.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewerSchema(source);
    const done = await source.runMigrations();
    await migrateJobs(ownerUrl);
    await source.query(AFTER_MIGRATING);
    return done.map((migration) => migration.name);
  } finally {
    await locker.release();
    await source.destroy();
  }
};

/**
 * The service reads which migrations ran (for /readyz). An owner who is no superuser lends the service its role, so it must be
 * able to take it: from PostgreSQL 16 on even who made a role must first grant it to themselves.
 */
const AFTER_MIGRATING = `
  GRANT SELECT ON migrations TO zidian_service, zidian_verifier;${GRANT_JOBS}
  DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT zidian_service TO %I', current_user);
    END IF;
  EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
  DO $$ BEGIN
    SET LOCAL ROLE zidian_service;
    RESET ROLE;
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The user of DATABASE_URL may not act as the service. Let a superuser run: GRANT zidian_service TO %', current_user;
  END $$;`;

/** A service that is older than the schema might write wrongly, so it does not start. */
const refuseNewerSchema = async (source: DataSource): Promise<void> => {
  const [found] = await source.query<{ exists: boolean }[]>(`SELECT to_regclass('migrations') IS NOT NULL AS exists`);
  if (!found?.exists) return;
  const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const ran = await source.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  const unknown = ran.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Error(
    `The database was migrated by a newer Zidian (${unknown.join(', ')}). Start that one; this one would not know its tables.`,
  );
};
