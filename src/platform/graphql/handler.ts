import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { createHandler, type Handler, parseRequestParams, type Request, type Response } from 'graphql-http';
import { says } from '../../kernel/message.js';
import { isProblem } from '../../kernel/problem.js';
import type { Config } from '../config.js';
import { type ActorSource, GraphQLContext } from '../context.js';
import { negotiateLanguage, say } from '../i18n.js';
import { type Documents, type Operation, run } from './documents.js';
import { isUnavailable, presentable, problemError, type Telling } from './errors.js';

interface Parts {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly actors: ActorSource | undefined;
  readonly config: Config;
  readonly report: (requestId: string, error: unknown) => void;
}

type HttpRequest = Request<FastifyRequest, { telling: Telling }>;
type Handle = Handler<FastifyRequest, { telling: Telling }>;

/** What preparing hands on to running, on the arguments that graphql-http carries between the two. */
interface Call {
  readonly operation: Operation;
  readonly context: GraphQLContext;
  readonly variables: Record<string, unknown> | null | undefined;
}

const CALL = Symbol('call');
interface PreparedArgs {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly [CALL]: Call;
}

/** The Fastify handler of the GraphQL route. */
export const graphqlHandler = (parts: Parts) => {
  const handle: Handle = createHandler<FastifyRequest, { telling: Telling }>({
    schema: parts.schema,
    parseRequestParams: (request) => paramsOf(request),
    onSubscribe: async (request, params) => prepare(parts, request, params),
    execute: (args: ExecutionArgs) => runCall(parts.schema, args as unknown as PreparedArgs),
    onOperation: (request, _args, result) => answer(request, result),
  });

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const telling: Telling = {
      language: negotiateLanguage(request.headers['accept-language'], parts.config.language),
      requestId: request.id,
      production: parts.config.production,
      report: (error) => parts.report(request.id, error),
    };
    const [body, init] = await respond(handle, request, telling);
    return reply
      .code(init.status)
      .headers(init.headers ?? {})
      .header('x-request-id', request.id)
      .send(body ?? undefined);
  };
};

/** graphql-http says in a few English words what is wrong with a request; who reads another language is told so first. */
const paramsOf = async (request: HttpRequest): ReturnType<typeof parseRequestParams> => {
  try {
    return await parseRequestParams(request);
  } catch (error) {
    const { language } = request.context.telling;
    throw new Error(`${say(says('platform.http.badRequest'), language)} (${(error as Error).message})`, {
      cause: error,
    });
  }
};

const respond = async (handle: Handle, request: FastifyRequest, telling: Telling): Promise<Response> => {
  try {
    return await handle({
      url: request.url,
      method: request.method,
      headers: request.headers,
      body: request.body as Record<string, unknown>,
      raw: request,
      context: { telling },
    });
  } catch (error) {
    telling.report(error);
    const { language, requestId } = telling;
    const away = isUnavailable(error);
    const message = say(away ? says('platform.unavailable') : says('platform.internalError', { requestId }), language);
    const extensions = { code: away ? 'Unavailable' : 'InternalError', requestId };
    const init = { status: away ? 503 : 500, statusText: '', headers: JSON_TYPE };
    return [JSON.stringify({ errors: [{ message, extensions }] }), init];
  }
};

interface Params {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

const prepare = async (parts: Parts, request: HttpRequest, params: Params): Promise<PreparedArgs | Response> => {
  const refused = (errors: readonly GraphQLError[]): Response => answer(request, { errors });
  const operation = parts.documents.operation(params.query, params.operationName ?? undefined);
  if (!('kind' in operation)) return refused(operation);
  const tooCostly = operation.cost(params.variables ?? {});
  if (tooCostly) return refused([problemError(tooCostly)]);
  const asked: unknown = parts.actors?.actorOf(
    request.raw.headers.authorization,
    operation.kind !== OperationTypeNode.QUERY,
  );
  const actor: unknown = asked instanceof Promise ? await asked : asked;
  if (isProblem(actor)) return unauthorized(refused([problemError(actor)]));
  return {
    schema: parts.schema,
    document: operation.document,
    ...(operation.name !== undefined && { operationName: operation.name }),
    [CALL]: {
      operation,
      context: new GraphQLContext(actor, request.context.telling.language, request.raw.id, request.raw.ip),
      variables: params.variables,
    },
  };
};

const runCall = (schema: GraphQLSchema, { [CALL]: call }: PreparedArgs): ReturnType<typeof run> =>
  run(schema, call.operation, call.context, call.variables ?? {});

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const GRAPHQL_TYPE = { 'content-type': 'application/graphql-response+json; charset=utf-8' };

const unauthorized = ([body, init]: Response): Response => [
  body,
  { status: 401, statusText: 'Unauthorized', headers: { ...init.headers, 'www-authenticate': 'Bearer' } },
];

/**
 * The answer as text. graphql-http would stringify with a replacer function, which is three times slower on a page of rows;
 * errors are made presentable here, so none is left for a replacer to hide.
 */
const answer = (request: HttpRequest, result: ExecutionResult): Response => {
  const { telling } = request.context;
  const told = result.errors
    ? { ...result, errors: result.errors.map((error) => presentable(error, telling)) }
    : result;
  const headers = acceptsGraphQLResponse(request.raw.headers.accept) ? GRAPHQL_TYPE : JSON_TYPE;
  const refused = headers === GRAPHQL_TYPE && result.data === undefined;
  return [JSON.stringify(told), { status: refused ? 400 : 200, statusText: '', headers }];
};

/** The same choice that graphql-http made when it let the request in: the first acceptable type in the list. */
const acceptsGraphQLResponse = (accept: string | undefined): boolean => {
  if (accept === undefined || !accept.includes('graphql-response')) return false;
  const [first] = accept
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';')[0]?.trim())
    .filter((type) => type !== undefined && ACCEPTABLE.has(type));
  return first === 'application/graphql-response+json';
};

const ACCEPTABLE = new Set(['application/graphql-response+json', 'application/json', 'application/*', '*/*']);
