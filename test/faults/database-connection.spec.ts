import pg from 'pg';
import { OpenHospital, type Answer } from '../harness/hospital.js';
import { cloneTemplate, dropDatabase } from '../harness/template.js';
import { apply, applyUntilTold, faultsAfter, halves, signedReleases } from './applying.js';
import { Proxy } from './proxy.js';

/** The longest statement may take 20 s on a dead link; what follows it must not wait as long again. */
const BUDGET_MS = 26_000;
const UNDER_LOAD_MS = 4_000;

describe('the connections to the database', () => {
  let proxy: Proxy;
  let hospital: OpenHospital;
  let direct: pg.Client;
  let url: string;
  let releases: string[];

  beforeAll(async () => {
    url = await cloneTemplate();
    proxy = await Proxy.to(url);
    hospital = await OpenHospital.on(proxy.url);
    direct = new pg.Client({ connectionString: url });
    await direct.connect();
    releases = [...(await signedReleases(hospital, 8))];
    // Signing in is no part of what is tested, and needs the database, too.
    for (const username of ['monitor', 'release-manager']) await hospital.as(username).raw('{ me { name } }');
  }, 60_000);
  afterAll(async () => {
    proxy.mode = 'pass';
    await hospital.leave();
    await direct.end();
    await proxy.close();
    await dropDatabase(url);
  });

  const KNOWN = '{ releases(first: 5) { nodes { number } } }';
  const read = (): Promise<Answer> => hospital.as('monitor').raw(KNOWN);
  const codeOf = ({ body }: Answer): unknown => body.errors?.[0]?.extensions?.['code'] ?? 'answered';
  const readyWithin = async (ms: number): Promise<boolean> => {
    const deadline = Date.now() + ms;
    while (Date.now() < deadline) {
      if (codeOf(await read()) === 'answered') return true;
    }
    return false;
  };

  it('may all be ended again and again under load: the service lives, says that it is unavailable, and heals', async () => {
    const codes = new Set<unknown>();
    const until = Date.now() + UNDER_LOAD_MS;
    const reader = async (): Promise<void> => {
      while (Date.now() < until) codes.add(codeOf(await read()));
    };
    const applier = async (): Promise<readonly string[]> => {
      const faults: string[] = [];
      while (Date.now() < until && releases.length > 4) {
        const release = releases.shift() ?? '';
        const told = await apply(hospital.as('release-manager'), release);
        faults.push(...(await faultsAfter(hospital, release, told)));
      }
      return faults;
    };
    const killer = async (): Promise<void> => {
      while (Date.now() < until) {
        await direct.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'zidian' AND pid <> pg_backend_pid()`,
        );
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    const [faults] = await Promise.all([applier(), reader(), reader(), reader(), killer()]);
    expect(faults).toEqual([]);
    expect([...codes].filter((code) => !['answered', 'Unavailable'].includes(String(code)))).toEqual([]);
    expect(await readyWithin(5_000)).toBe(true);
  }, 120_000);

  it('may lose the answer to a COMMIT: the outcome is unknown, and asking again tells the original one', async () => {
    const release = releases.shift() ?? '';
    const lost = proxy.lost;
    proxy.mode = 'dropReply';
    expect(await apply(hospital.as('release-manager'), release)).toBeNull();
    proxy.mode = 'pass';
    expect(proxy.lost).toBeGreaterThan(lost);
    const { rows } = await direct.query<{ hash: string }>(
      `SELECT encode(hash, 'hex') AS hash FROM channel_version WHERE release = $1`,
      [release],
    );
    expect(rows).toHaveLength(1);
    const told = await applyUntilTold(hospital.as('release-manager'), release);
    expect(told?.hash).toBe(rows[0]?.hash);
    expect(await halves(hospital, release)).toEqual([]);
  }, 60_000);

  it('may go dead without a word: requests end within their budget, and the service heals', async () => {
    const release = releases.shift() ?? '';
    await read();
    proxy.mode = 'blackhole';
    const started = Date.now();
    const [told, ...answers] = await Promise.all([apply(hospital.as('release-manager'), release), read(), read()]);
    const took = Date.now() - started;
    proxy.mode = 'pass';
    expect(told).toBeNull();
    expect(answers.map(codeOf)).toEqual(['Unavailable', 'Unavailable']);
    expect(took).toBeLessThan(BUDGET_MS);
    expect(await readyWithin(10_000)).toBe(true);
    expect(await faultsAfter(hospital, release, told)).toEqual([]);
  }, 120_000);
});
