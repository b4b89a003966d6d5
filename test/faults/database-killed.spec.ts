import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { EmbeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { migrate } from '../../src/platform/migrations.js';
import { seededChance } from '../concurrency/race.js';
import { OpenHospital } from '../harness/hospital.js';
import { temporaryFolder } from '../harness/test-server.js';
import { apply, faultsAfter, halves, patiently, signedReleases } from './applying.js';

/** How the server is killed: one backend (which makes it restart all), its first process, or all of them at once. */
const WAYS = ['one backend', 'the postmaster', 'every process'] as const;
type Way = (typeof WAYS)[number];
/** Every way three times at a statement and once at any moment. */
const KILLS = 12;

type Before = (sql: string, query: (sql: string) => Promise<unknown>) => Promise<void> | void;

describe('a database that is killed while a release is applied', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let hospital: OpenHospital;
  let before: Before = () => undefined;
  let releases: string[];

  beforeAll(async () => {
    folder = temporaryFolder();
    server = await EmbeddedPostgres.start(folder);
    await migrate(server.ownerUrl());
    hospital = await OpenHospital.on(server.ownerUrl(), { env: { ZIDIAN_DATA_DIR: join(folder, 'data') } });
    releases = [...(await signedReleases(hospital, KILLS + 2))];
    watch();
  }, 120_000);
  afterAll(async () => {
    await hospital.leave();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lets the test act before any statement of the service. */
  const watch = (): void => {
    const make = hospital.db.createQueryRunner.bind(hospital.db);
    hospital.db.createQueryRunner = (mode): QueryRunner => {
      const runner = make(mode);
      const query = runner.query.bind(runner) as (sql: string, ...rest: unknown[]) => Promise<never>;
      runner.query = async (sql: string, ...rest: unknown[]) => {
        await before(sql, query);
        return query(sql, ...rest);
      };
      return runner;
    };
  };
  const postmaster = (): number =>
    Number(readFileSync(join(folder, 'cluster/data/postmaster.pid'), 'utf8').split('\n')[0]);
  const victims = async (way: Way): Promise<readonly number[]> => {
    if (way === 'the postmaster') return [postmaster()];
    const which = way === 'one backend' ? `backend_type = 'client backend' AND application_name = 'zidian'` : 'true';
    const rows = await patiently(() =>
      hospital.sql<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${which} ORDER BY xact_start NULLS LAST`,
      ),
    );
    const pids = rows.map(({ pid }) => pid);
    return way === 'one backend' ? pids.slice(0, 1) : [postmaster(), ...pids];
  };
  const killed = async (way: Way): Promise<void> => {
    for (const pid of await victims(way)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    }
  };
  /** Until the service answers from its database again, all by itself. */
  const healed = async (): Promise<void> => {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const ready = await hospital.app.inject({ method: 'GET', url: '/readyz' });
      if (ready.statusCode === 200) return;
      await pause(50);
    }
    throw new Error('The service never became ready again.');
  };
  /** Applies, and kills before the `at`-th statement from here on; after so many milliseconds where `at` is null. */
  const applyUnderFire = async (release: string, way: Way, at: number | null, ms: number) => {
    let statements = 0;
    before = async () => {
      statements += 1;
      if (statements === at) await killed(way);
    };
    const late = at === null ? pause(ms).then(() => killed(way)) : undefined;
    const told = await apply(hospital.as('release-manager'), release);
    await late;
    before = () => undefined;
    return told;
  };

  it('leaves it whole or not there, loses nothing acknowledged, and gives one version to whoever asks again', async () => {
    const chance = seededChance('the database is killed');
    const counted = releases.shift() ?? '';
    let statements = 0;
    before = () => {
      statements += 1;
    };
    const started = Date.now();
    await apply(hospital.as('release-manager'), counted);
    const took = Date.now() - started;
    const faults: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const way = WAYS[kill % WAYS.length] ?? 'every process';
      const at = kill < KILLS - WAYS.length ? 1 + Math.floor(chance() * statements) : null;
      const release = releases.shift() ?? '';
      const told = await applyUnderFire(release, way, at, chance() * took);
      await healed();
      const found = await faultsAfter(hospital, release, told);
      faults.push(...found.map((fault) => `${way} at ${at ?? 'some moment'} of ${statements}: ${fault}`));
    }
    expect(faults).toEqual([]);
  }, 240_000);

  it('is seen to leave half of it where it is applied in two transactions: planted', async () => {
    const release = releases.shift() ?? '';
    let split = false;
    before = async (sql, query) => {
      if (split || !sql.includes('INSERT INTO audit_event')) return;
      split = true;
      await query('COMMIT');
      await killed('every process');
    };
    await patiently(() => hospital.sql('SELECT'));
    expect(await apply(hospital.as('release-manager'), release)).toBeNull();
    before = () => undefined;
    await healed();
    expect(split).toBe(true);
    expect((await halves(hospital, release)).join('\n')).toMatch(/half-applied/);
  }, 90_000);
});
