import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, seededChance } from '../concurrency/race.js';
import { testConfig } from '../harness/config.js';
import { useHospital } from '../harness/hospital.js';
import { Program } from '../harness/process.js';
import { apply, faultsAfter, halves, keyOf, signedReleases, type Told } from './applying.js';
import type { Doom } from './doomed.js';
import { Remote } from './remote.js';

const READY = /http:\/\/127\.0\.0\.1:\d+/;
const START_WITHIN_MS = 60_000;
/** Deaths at a statement, the commit's own besides, and deaths at any moment. */
const AT_STATEMENTS = 6;
const AT_MOMENTS = 4;
const TWINS = [
  ['its version and the audit', 'INSERT INTO audit_event', /half-applied/],
  // The last: no release goes into a channel whose head was left behind.
  ['its version and the head', 'UPDATE channel SET', /环境的当前位置与版本 \d+ 不符/],
] as const;

/** When a service dies; null for some moment. One death in each stretch of the transaction, and both sides of its commit. */
const deathsOf = (chance: Chance, statements: number): readonly (Pick<Doom, 'at' | 'when'> | null)[] => [
  ...Array.from({ length: AT_STATEMENTS }, (_, stretch) => ({
    at: 1 + Math.floor(((stretch + chance()) / AT_STATEMENTS) * (statements - 1)),
    when: (['before', 'sent', 'answered'] as const)[Math.floor(chance() * 3)] ?? 'sent',
  })),
  { at: statements, when: 'sent' },
  { at: statements, when: 'answered' },
  ...Array.from({ length: AT_MOMENTS }, () => null),
];

describe('a service that is killed while it applies a release', () => {
  const hospital = useHospital();
  const running = new Set<Program>();
  const remote = new Remote('');
  let releases: string[] = [];
  beforeAll(async () => {
    releases = [...(await signedReleases(hospital, 1 + AT_STATEMENTS + 2 + AT_MOMENTS + TWINS.length))];
  });
  afterEach(async () => {
    for (const service of running) await killed(service);
  });

  /** Another process of the service on the same database, and the release that it is to apply. */
  const doomed = (doom: Partial<Doom>): { service: Program; release: string } => {
    const release = releases.shift() ?? '';
    const whole: Doom = { at: 0, when: 'before', ...doom, key: keyOf(release) };
    const env = { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: hospital.ownerUrl, DOOM: JSON.stringify(whole) };
    const service = Program.run('test/faults/doomed.ts', [], { ...env, ZIDIAN_DATA_DIR: testConfig().dataDir });
    running.add(service);
    return { service, release };
  };
  const killed = async (service: Program): Promise<void> => {
    running.delete(service);
    service.kill('SIGKILL');
    await service.ended;
  };
  const ready = async (service: Program): Promise<void> => {
    remote.url = (await service.says(READY, START_WITHIN_MS))[0];
    await remote.as('release-manager').raw('{ me { name } }');
  };
  const measured = async (): Promise<{ statements: number; ms: number }> => {
    const { service, release } = doomed({});
    await ready(service);
    const started = Date.now();
    await apply(remote.as('release-manager'), release);
    const ms = Date.now() - started;
    const statements = Number((await service.says(/took (\d+) statements/))[1]);
    await killed(service);
    return { statements, ms };
  };
  const isThere = async (release: string): Promise<boolean> =>
    (await hospital.sql('SELECT true FROM channel_version WHERE release = $1', [release])).length > 0;

  it('leaves it whole or not there, loses nothing acknowledged, and gives one version to whoever asks again', async () => {
    const chance = seededChance('the service is killed');
    const { statements, ms } = await measured();
    const deaths = deathsOf(chance, statements);
    const faults: string[] = [];
    const outcomes = new Set<string>();
    let next = doomed(deaths[0] ?? {});
    for (const [at, death] of deaths.entries()) {
      const { service, release } = next;
      // The next one starts while this one dies: two cores should not idle.
      if (at + 1 < deaths.length) next = doomed(deaths[at + 1] ?? {});
      await ready(service);
      if (death === null) void pause(chance() * ms * 1.2).then(() => service.kill('SIGKILL'));
      const told: Told = await apply(remote.as('release-manager'), release);
      await killed(service);
      outcomes.add(`${told ? 'acknowledged' : 'unknown'}, ${(await isThere(release)) ? 'there' : 'not there'}`);
      const found = await faultsAfter(hospital, release, told);
      faults.push(...found.map((fault) => `${JSON.stringify(death)} of ${statements}: ${fault}`));
    }
    expect(faults).toEqual([]);
    // Both sides of the commit were hit.
    expect([...outcomes]).toEqual(expect.arrayContaining(['unknown, there', 'unknown, not there']));
  }, 240_000);

  it.each(TWINS)(
    'is seen to leave half of it where %s are two transactions: planted',
    async (_, split, said) => {
      const { service, release } = doomed({ split });
      await ready(service);
      expect(await apply(remote.as('release-manager'), release)).toBeNull();
      expect((await halves(hospital, release)).join('\n')).toMatch(said);
    },
    120_000,
  );
});
