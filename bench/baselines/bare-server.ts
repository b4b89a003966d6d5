import { readFileSync } from 'node:fs';
import fastify from 'fastify';

/**
 * The least that a server can do: parse the JSON of a request, take the first code from its variables, and send the body kept
 * under it. The bodies are those that the service answered with, one `code ⇥ body` a line in the file named.
 */
const bodies = new Map(
  readFileSync(process.argv[2] ?? '', 'utf8')
    .split('\n')
    .map((line): [string, string] => {
      const tab = line.indexOf('\t');
      return [line.slice(0, tab), line.slice(tab + 1)];
    }),
);

const server = fastify();
server.post<{ Body: { variables: { codes: string[] } } }>('/graphql', (request, reply) =>
  reply.type('application/json; charset=utf-8').send(bodies.get(request.body.variables.codes[0] ?? '')),
);
server.get('/readyz', () => 'ready');
await server.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.once('SIGTERM', () => void server.close());
