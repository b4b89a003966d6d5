import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** GraphiQL's own files, from npm packages that a production installation leaves out. */
const FILES: Readonly<Record<string, { package: string; path: string }>> = {
  'react.js': { package: 'react', path: 'umd/react.production.min.js' },
  'react-dom.js': { package: 'react-dom', path: 'umd/react-dom.production.min.js' },
  'graphiql.js': { package: 'graphiql', path: 'graphiql.min.js' },
  'graphiql.css': { package: 'graphiql', path: 'graphiql.min.css' },
};

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <title>字典 Zidian · GraphiQL</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <link rel="stylesheet" href="/graphiql/start.css" />
  </head>
  <body>
    <div id="graphiql"></div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/start.js"></script>
  </body>
</html>
`;

const START_CSS = 'html, body, #graphiql { height: 100%; margin: 0; }';

const WELCOME = `# 字典 Zidian
#
# Sign in, then put the token under "Headers": { "authorization": "Bearer …" }
#
#   mutation { signIn(username: "price-maintainer", password: "zidian-demo") {
#     ... on Session { token } ... on Problem { message } } }

{
  about { demonstration zone language }
}
`;

const START_JS = `
const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const props = { fetcher, defaultQuery: ${JSON.stringify(WELCOME)}, shouldPersistHeaders: false };
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props));
`;

/** Nothing from elsewhere: the hospital's network may have no way out, and a page that signs people in should load no stranger's code. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const read = ({ package: name, path }: { package: string; path: string }): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return readFileSync(join(dirname(manifest), path), 'utf8');
  } catch {
    return undefined;
  }
};

/** Whether a browser asks for a page, and not a client for an answer. */
export const wantsPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' && !request.url.includes('?') && (request.headers.accept ?? '').includes('text/html');

export const sendPage = (reply: FastifyReply): FastifyReply =>
  reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE);

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

export const serveGraphiQL = (fastify: FastifyInstance): void => {
  const texts = new Map<string, string | undefined>([
    ['start.js', START_JS],
    ['start.css', START_CSS],
  ]);
  fastify.get<{ Params: { file: string } }>('/graphiql/:file', (request, reply) => {
    const { file } = request.params;
    const known = FILES[file];
    if (known && !texts.has(file)) texts.set(file, read(known));
    const text = texts.get(file);
    if (text === undefined) return reply.callNotFound();
    return reply
      .type(TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'text/plain')
      .header('cache-control', 'public, max-age=3600')
      .header('x-content-type-options', 'nosniff')
      .send(text);
  });
};
