import { GovernedPath } from '../harness/governed.js';
import { type Hospital, useHospital } from '../harness/hospital.js';
import { withoutRowLocks, withoutSealedLog } from './guards.js';
import {
  atOnce,
  type Chance,
  faultsOf,
  firstFaults,
  kindOf,
  prepare,
  type Round,
  ROUNDS,
  seededChance,
} from './race.js';

/** Signed releases, each of a district of its own; `times` of them on each district. */
const signedReleases = (path: GovernedPath, count: number, times = 1): Promise<readonly string[]> =>
  prepare(count * times, (at) => {
    const code = String(990_000 + Math.floor(at / times));
    const change = { dictionary: 'area', code, values: { name: `新区 ${at}` } };
    return path.signed('public-maintainer', ['it-reviewer'], [change]);
  });

const versionsOf = async (hospital: Hospital, releases: readonly string[]): Promise<number> => {
  const [counted] = await hospital.sql<{ versions: number }>(
    `SELECT count(*)::int AS versions FROM channel_version WHERE channel = 'TEST' AND release = ANY ($1)`,
    [releases],
  );
  return counted?.versions ?? -1;
};

/** Two release managers, or one who clicks twice, apply one release. */
const applyTwice = (hospital: Hospital, path: GovernedPath, chance: Chance, releases: readonly string[]): Round => {
  return async (round) => {
    const release = releases[round] as string;
    const apply = () => kindOf(path.apply(release, 'TEST'));
    const answers = await atOnce(chance, apply, apply);
    const versions = await versionsOf(hospital, [release]);
    return [
      ...(versions === 1 ? [] : [`${release} made ${versions} versions`]),
      ...(answers.includes('ChannelVersion') ? [] : ['nobody was told of the version']),
      ...answers
        .filter((kind) => !['ChannelVersion', 'WrongState'].includes(kind))
        .map((kind) => `applying was answered with ${kind}`),
    ];
  };
};

/** Two releases on one entry, signed on the same base, are applied at once. */
const applyRivals = (hospital: Hospital, path: GovernedPath, chance: Chance, releases: readonly string[]): Round => {
  return async (round) => {
    const [one, other] = releases.slice(round * 2, round * 2 + 2) as [string, string];
    const answers = await atOnce(
      chance,
      () => kindOf(path.apply(one, 'TEST')),
      () => kindOf(path.apply(other, 'TEST')),
    );
    const versions = await versionsOf(hospital, [one, other]);
    return [
      ...(versions === 1 ? [] : [`${one} and ${other} made ${versions} versions`]),
      ...([...answers].sort().join() === 'BaseChanged,ChannelVersion' ? [] : [`answered with ${answers.join()}`]),
    ];
  };
};

describe('two applications at once', () => {
  const hospital = useHospital();

  it('of one release make one version', async () => {
    const path = new GovernedPath(hospital);
    const releases = await signedReleases(path, ROUNDS);
    const chance = seededChance('one release applied twice');
    expect(await faultsOf(ROUNDS, applyTwice(hospital, path, chance, releases))).toEqual([]);
  }, 180_000);
});

describe('two releases on one entry, applied at once', () => {
  const hospital = useHospital();

  it('make one version; the other is told that its base has changed', async () => {
    const path = new GovernedPath(hospital);
    const releases = await signedReleases(path, ROUNDS, 2);
    const chance = seededChance('two releases on one entry');
    expect(await faultsOf(ROUNDS, applyRivals(hospital, path, chance, releases))).toEqual([]);
  }, 240_000);
});

describe('planted: channels that are not locked', () => {
  const hospital = useHospital();
  const LOCKED = ['change_request', 'release', 'channel'];

  it('are seen to take one release twice, and two releases on one entry', async () => {
    const path = new GovernedPath(hospital);
    const rivals = await signedReleases(path, 30, 2);
    withoutRowLocks(hospital, ...LOCKED);
    await withoutSealedLog(hospital);
    const chance = seededChance('planted applications');
    const firsts = rivals.filter((_, at) => at % 2 === 0);
    const [twice, both] = [firsts.slice(0, 15), rivals.slice(30)];
    const faults = [
      ...(await firstFaults(twice.length, applyTwice(hospital, path, chance, twice))),
      ...(await firstFaults(both.length / 2, applyRivals(hospital, path, chance, both))),
    ];
    expect(faults.join()).toMatch(/made 2 versions.* and .*made 2 versions/);
  }, 120_000);
});
