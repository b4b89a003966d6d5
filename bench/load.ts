import autocannon from 'autocannon';

/** Readers at once, each over a connection of its own. */
export const CONNECTIONS = 32;

export interface Target {
  readonly url: string;
  readonly path: string;
}

/** Requests answered a second by a server under full load. Anything but 200 is a bug of the benchmark or of the service. */
export async function requestsPerSecond(
  { url, path }: Target,
  bodies: readonly (readonly string[])[],
  seconds: number,
): Promise<number> {
  let client = 0;
  const result = await autocannon({
    url: `${url}${path}`,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient: (connection) => connection.setRequests((bodies[client++ % bodies.length] ?? []).map(post(path))),
  });
  const wrong = result.errors + result.non2xx + result.timeouts;
  if (wrong > 0 || result.requests.total === 0) {
    throw new Error(`${url}: ${wrong} of ${result.requests.total} requests were not answered with 200`);
  }
  return result.requests.total / result.duration;
}

const post = (path: string) => (body: string) => ({
  method: 'POST' as const,
  path,
  headers: { 'content-type': 'application/json' },
  body,
});
