import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONNECTIONS, requestsPerSecond } from '../load.js';
import { inTurns, type Measured } from '../measure.js';
import { below, SEED, uniform } from '../random.js';
import { type Figure, ratioAtLeast } from '../report.js';
import { UNDATED } from '../world/dictionaries.js';
import { Child } from '../world/child.js';
import type { World } from '../world/world.js';
import { peerServer } from './peer.js';

/** What a HIS reads of an entry. */
export const LOOKUP = `query ($codes: [String!]!, $point: PointInput) {
  lookup(dictionary: "${UNDATED.code}", codes: $codes, point: $point) { code name status position row { values validFrom validTo } } }`;

const REQUESTS_PER_CONNECTION = 1_000;
const REQUESTS_OF_100_PER_CONNECTION = 40;
const CODES_MAX = 500;

type Codes = readonly string[];

export const bodyOf = (codes: Codes, point?: object): string =>
  JSON.stringify({ query: LOOKUP, variables: { codes, point } });

/** Uniformly random codes: what is asked is never what was asked a moment ago. */
export function randomRequests(entries: number, each: number, codes: number): Codes[][] {
  const random = uniform(SEED);
  const request = (): Codes => Array.from({ length: codes }, () => UNDATED.entry(below(random, entries)));
  return Array.from({ length: CONNECTIONS }, () => Array.from({ length: each }, request));
}

export async function lookupOne(world: World): Promise<readonly Figure[]> {
  const service = await world.loadedService();
  const bodies = await singleBodies(world, service.url);
  const bare = await bareServer(world, bodies);
  const load = randomRequests(world.entries, REQUESTS_PER_CONNECTION, 1).map((some) =>
    some.map((codes) => bodyOf(codes)),
  );
  const pair = await compare(world, { ours: service.url, baseline: bare.url }, load, load);
  await bare.stop();
  return [
    figure('lookup-1', 'GraphQL lookup of one code', 'bare Fastify sending the same body', pair, ratioAtLeast(0.4)),
  ];
}

export async function lookupPeer(world: World): Promise<readonly Figure[]> {
  const service = await world.loadedService();
  const bodies = await singleBodies(world, service.url);
  const peer = await peerServer(world, [...bodies.values()]);
  const requests = randomRequests(world.entries, REQUESTS_PER_CONNECTION, 1);
  const ours = requests.map((some) => some.map((codes) => bodyOf(codes)));
  const theirs = requests.map((some) => some.map(([code = '']) => peer.bodyOf(code)));
  const pair = await compare(world, { ours: service.url, baseline: peer.url }, ours, theirs);
  await peer.stop();
  return [figure('lookup-peer', 'GraphQL lookup of one code', 'PostGraphile 5', pair, ratioAtLeast(2.5))];
}

export async function lookupHundred(world: World): Promise<readonly Figure[]> {
  const service = await world.loadedService();
  const requests = withFirstCodes(randomRequests(world.entries, REQUESTS_OF_100_PER_CONNECTION, 100));
  const bodies = new Map<string, string>();
  for (const codes of requests.flat()) bodies.set(codes[0] ?? '', await post(service.url, bodyOf(codes)));
  const bare = await bareServer(world, bodies);
  const load = requests.map((some) => some.map((codes) => bodyOf(codes)));
  const pair = await compare(world, { ours: service.url, baseline: bare.url }, load, load);
  await bare.stop();
  const is = 'bare Fastify sending the same body';
  return [figure('lookup-100', 'GraphQL lookup of 100 codes', is, pair, ratioAtLeast(0.25))];
}

/** The bare server knows a body by the first code asked, so no two requests begin with the same. */
const withFirstCodes = (requests: Codes[][]): Codes[][] =>
  requests.map((some, connection) =>
    some.map((codes, index) => [UNDATED.entry(connection * REQUESTS_OF_100_PER_CONNECTION + index), ...codes.slice(1)]),
  );

const compare = (
  { effort }: World,
  urls: { ours: string; baseline: string },
  ours: string[][],
  theirs: string[][],
): Promise<Measured> =>
  inTurns(
    effort.rounds,
    () => requestsPerSecond({ url: urls.ours, path: '/graphql' }, ours, effort.seconds),
    () => requestsPerSecond({ url: urls.baseline, path: '/graphql' }, theirs, effort.seconds),
  );

const figure = (name: string, work: string, is: string, pair: Measured, bar: Figure['bar']): Figure => ({
  ...{ name, work: `${work}, ${CONNECTIONS} connections`, unit: '/s', ours: pair.ours, bar },
  ...{ baseline: { is, value: pair.baseline }, ratio: pair.ratio, spread: pair.spread },
});

/** What the service answers to the lookup of each single code, by the code. */
async function singleBodies({ entries }: World, url: string): Promise<ReadonlyMap<string, string>> {
  const bodies = new Map<string, string>();
  for (let from = 0; from < entries; from += CODES_MAX) {
    const codes = Array.from({ length: Math.min(CODES_MAX, entries - from) }, (_, index) =>
      UNDATED.entry(from + index),
    );
    const { data } = JSON.parse(await post(url, bodyOf(codes))) as { data: { lookup: { code: string }[] } };
    for (const entry of data.lookup) bodies.set(entry.code, JSON.stringify({ data: { lookup: [entry] } }));
  }
  const first = UNDATED.entry(0);
  if (bodies.get(first) !== (await post(url, bodyOf([first])))) {
    throw new Error('The body kept for the baseline is not the body that the service sends.');
  }
  return bodies;
}

async function post(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) throw new Error(`${response.status} ${text.slice(0, 1_000)}`);
  return text;
}

const BARE_SERVER = 'dist/bench/baselines/bare-server.js';

function bareServer({ databases }: World, bodies: ReadonlyMap<string, string>): Promise<Child> {
  const file = join(databases.folder, `bodies-${bodies.size}.txt`);
  if (!existsSync(file)) writeFileSync(file, [...bodies].map(([code, body]) => `${code}\t${body}`).join('\n'));
  return Child.start({ command: ['node', BARE_SERVER, file], ready: '/readyz' });
}
