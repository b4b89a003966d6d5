import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from '../concurrency/race.js';
import { GovernedPath } from '../harness/governed.js';
import type { Client, Hospital } from '../harness/hospital.js';

/** What somebody who applied a release was told: the version, or nothing. No answer is not a failure: it is unknown. */
export type Told = { readonly version: number; readonly hash: string } | null;

/** New districts in each release, so that every one of its changes writes a row. */
const DISTRICTS = 5;

/** The caller's word for the application of a release, whoever is asked and however often. */
export const keyOf = (release: string): string => `apply ${release}`;

/** Signed releases, none of which stands in another's way. */
export const signedReleases = (hospital: Hospital, count: number): Promise<readonly string[]> =>
  prepare(count, (at) =>
    new GovernedPath(hospital).signed(
      'public-maintainer',
      ['it-reviewer'],
      Array.from({ length: DISTRICTS }, (_, district) => ({
        dictionary: 'area',
        code: String(990_000 + at * DISTRICTS + district),
        values: { name: `新区 ${at}-${district}` },
      })),
    ),
  );

const APPLY = `mutation ($release: String!, $key: String) {
  applied: applyRelease(release: $release, channel: "TEST", idempotencyKey: $key) {
    __typename ... on ChannelVersion { version hash } ... on Problem { message } } }`;

/** Applies once. A Problem other than Busy fails the test; whatever else is no version is unknown. */
export const apply = async (client: Client, release: string): Promise<Told> => {
  const answer = await client.raw(APPLY, { release, key: keyOf(release) }).catch(() => null);
  const applied = answer?.body.data?.['applied'] as { __typename: string; message?: string } | undefined;
  if (!applied || applied.__typename === 'Busy') return null;
  if (applied.__typename !== 'ChannelVersion') throw new Error(`${applied.__typename}: ${applied.message ?? ''}`);
  return applied as unknown as Told;
};

/** Asks again with the same key until an answer comes, as every caller may. */
export const applyUntilTold = async (client: Client, release: string, withinMs = 30_000): Promise<Told> => {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const told = await apply(client, release);
    if (told) return told;
    await pause(100);
  }
  return null;
};

const FACTS = `SELECT
  (SELECT count(*)::int FROM channel_version WHERE channel = 'TEST' AND release = $1) AS versions,
  (SELECT count(*)::int FROM entry_version WHERE channel = 'TEST' AND $1 = ANY (string_to_array(origins, ','))) AS rows,
  (SELECT count(*)::int FROM entry_head WHERE channel = 'TEST' AND $1 = ANY (origins)) AS heads,
  (SELECT count(*)::int FROM audit_event WHERE action = 'release.apply' AND subject = $1) AS audits,
  (SELECT count(*)::int FROM idempotency_key WHERE key = $2) AS keys,
  (SELECT count(*)::int FROM idempotency_key WHERE key = $2 AND outcome IS NOT NULL) AS outcomes`;

const whole = (times: number): object => {
  const rows = times * DISTRICTS;
  return { versions: times, rows, heads: rows, audits: times, keys: times, outcomes: times };
};

/** Reads again while the database is not there: one that was killed takes its time, and only reading may be repeated. */
export const patiently = async <T>(read: () => Promise<T>, withinMs = 30_000): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(100);
    }
  }
};

/** What is half-applied; empty where the release is in TEST completely or not at all. */
export const halves = async (hospital: Hospital, release: string): Promise<readonly string[]> => {
  const [facts] = await patiently(() => hospital.sql(FACTS, [release, keyOf(release)]));
  const isWhole = [0, 1].some((times) => JSON.stringify(whole(times)) === JSON.stringify(facts));
  const { verifyChannel } = await patiently(() => hospital.as('monitor').gql<Verified>(VERIFY));
  return [
    ...(verifyChannel.intact ? [] : [`${release}: ${verifyChannel.detail}`]),
    ...(isWhole ? [] : [`${release} is half-applied: ${JSON.stringify(facts)}`]),
  ];
};

interface Verified {
  readonly verifyChannel: { readonly intact: boolean; readonly detail: string };
}
const VERIFY = '{ verifyChannel(channel: "TEST") { intact detail } }';

const HASHES = `SELECT array_agg(encode(hash, 'hex')) AS hashes FROM channel_version WHERE release = $1 AND channel = 'TEST'`;

/** What is wrong after a fault: half-applied, lost although acknowledged, or another outcome for whoever asks again. */
export const faultsAfter = async (hospital: Hospital, release: string, told: Told): Promise<readonly string[]> => {
  const faults = [...(await halves(hospital, release))];
  const again = await applyUntilTold(hospital.as('release-manager'), release).catch((error: Error) => error.message);
  if (again === null || typeof again === 'string') return [...faults, `${release}: ${again ?? 'no answer'}`];
  const [held] = await patiently(() => hospital.sql<{ hashes: string[] }>(HASHES, [release]));
  for (const { hash } of [again, told ?? again]) {
    if (held?.hashes.join() !== hash)
      faults.push(`${release} was acknowledged as ${hash}, and is ${held?.hashes.join()}`);
  }
  return [...faults, ...(await halves(hospital, release))];
};
