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

/** `times` signed releases on each of these districts, one after the other. */
const signedReleases = (path: GovernedPath, districts: readonly string[], times = 1): Promise<readonly string[]> =>
  prepare(districts.length * times, (at) => {
    const code = districts[Math.floor(at / times)] as string;
    const change = { dictionary: 'area', code, values: { name: `新区 ${at}` } };
    return path.signed('public-maintainer', ['it-reviewer'], [change]);
  });

/** Districts that are new: their codes are burnt in the same race. */
const newDistricts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => String(990_000 + at));

/** Districts that are there: no new code makes one application wait for the other. */
const oldDistricts = async (hospital: Hospital, count: number): Promise<readonly string[]> => {
  const rows = await hospital.sql<{ code: string }>(
    `SELECT code FROM entry_head WHERE channel = 'TEST' AND dictionary = 'area' ORDER BY code LIMIT $1`,
    [count],
  );
  return rows.map(({ code }) => code);
};

const versionsOf = async (hospital: Hospital, releases: readonly string[]): Promise<number> => {
  const [counted] = await hospital.sql<{ versions: number }>(
    `SELECT count(*)::int AS versions FROM channel_version WHERE channel = 'TEST' AND release = ANY ($1)`,
    [releases],
  );
  return counted?.versions ?? -1;
};

/** Applies to TEST; asked again with its key, the service answers with what was made the first time. */
const applyWith = (path: GovernedPath, release: string, key: string | null) => () =>
  path.act(
    'release-manager',
    'applyRelease',
    { release: ['String!', release], channel: ['String!', 'TEST'], idempotencyKey: ['String', key] },
    '... on ChannelVersion { version }',
  );

/** One release is applied by two clicks; in every other round by a client that repeats itself, with its key. */
const applyTwice = (hospital: Hospital, path: GovernedPath, chance: Chance, releases: readonly string[]): Round => {
  return async (round) => {
    const release = releases[round] as string;
    const isRepeated = round % 2 === 1;
    const apply = applyWith(path, release, isRepeated ? `apply-${release}` : null);
    const answers = await atOnce(
      chance,
      () => kindOf(apply),
      () => kindOf(apply),
    );
    const versions = await versionsOf(hospital, [release]);
    const expected = isRepeated ? 'ChannelVersion,ChannelVersion' : 'ChannelVersion,WrongState';
    return [
      ...(versions === 1 ? [] : [`${release} made ${versions} versions`]),
      ...([...answers].sort().join() === expected ? [] : [`applying was answered with ${answers.join(' and ')}`]),
    ];
  };
};

/** Two releases on one entry, signed on the same base, are applied at once. */
const applyRivals = (hospital: Hospital, path: GovernedPath, chance: Chance, releases: readonly string[]): Round => {
  return async (round) => {
    const [one, other] = releases.slice(round * 2, round * 2 + 2) as [string, string];
    const answers = await atOnce(
      chance,
      () => kindOf(() => path.apply(one, 'TEST')),
      () => kindOf(() => path.apply(other, 'TEST')),
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
    const releases = await signedReleases(path, newDistricts(ROUNDS));
    const chance = seededChance('one release applied twice');
    expect(await faultsOf(ROUNDS, applyTwice(hospital, path, chance, releases))).toEqual([]);
  }, 300_000);
});

describe('two releases on one entry, applied at once', () => {
  const hospital = useHospital();

  it('make one version; the other is told that its base has changed', async () => {
    const path = new GovernedPath(hospital);
    const releases = await signedReleases(path, newDistricts(ROUNDS), 2);
    const chance = seededChance('two releases on one entry');
    expect(await faultsOf(ROUNDS, applyRivals(hospital, path, chance, releases))).toEqual([]);
  }, 300_000);
});

/** What a missing lock lets through ruins the channel, so each twin has a hospital of its own. */
describe.each([
  { twin: 'one release applied twice at once', times: 1, race: applyTwice },
  { twin: 'two releases on one entry applied at once', times: 2, race: applyRivals },
])('planted: $twin, to a channel that is not locked', ({ twin, times, race }) => {
  const hospital = useHospital();

  it('is seen to make two versions', async () => {
    const path = new GovernedPath(hospital);
    const releases = await signedReleases(path, await oldDistricts(hospital, 20), times);
    withoutRowLocks(hospital, 'change_request', 'release', 'channel');
    await withoutSealedLog(hospital);
    const [harm, chance] = [/made 2 versions/, seededChance(`planted: ${twin}`)];
    const faults = await firstFaults(20, race(hospital, path, chance, releases), harm);
    expect(faults.join('\n')).toMatch(harm);
  }, 200_000);
});
