import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BODY_MAX } from '../../kernel/limits.js';
import { type Message, says } from '../../kernel/message.js';
import { Config } from '../config.js';
import { type ErrorCode, isUnavailable, problemError, spoken } from '../graphql/errors.js';
import { type Language, negotiateLanguage, say } from '../i18n.js';
import { ProblemException } from './problem.exception.js';

interface Told {
  readonly status: number;
  readonly code: ErrorCode | 'NotFound';
  readonly says: Message;
  /** What a client needs to go on. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const BY_STATUS: Readonly<Record<number, string>> = {
  404: 'platform.http.notFound',
  405: 'platform.http.methodNotAllowed',
  415: 'platform.http.unsupportedMediaType',
};

/** Tells whoever asked over HTTP what went wrong: in words where it was the request, by a number in the log where it was us. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');
  constructor(private readonly config: Config) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // The GraphQL handler presents its errors itself.
    if (host.getType<string>() === 'graphql') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const told = telling(error, request.id);
    if (told.status >= 500) this.logger.error({ requestId: request.id, err: error }, 'A request failed.');
    const language = negotiateLanguage(request.headers['accept-language'], this.config.language);
    return reply
      .code(told.status)
      .header('content-type', 'application/json; charset=utf-8')
      .header('x-request-id', request.id)
      .send(JSON.stringify(body(request, told, language)));
  }
}

const telling = (error: unknown, requestId: string): Told => {
  const status = statusOf(error);
  if (error instanceof ProblemException) {
    const { code, says: said, ...facts } = problemError(error.problem).extensions as Pick<Told, 'code' | 'says'>;
    return { status, code, says: said, facts };
  }
  if (status >= 500) {
    if (isUnavailable(error)) return { status: 503, code: 'Unavailable', says: says('platform.unavailable') };
    return { status, code: 'InternalError', says: says('platform.internalError', { requestId }) };
  }
  if (status === 413)
    return { status, code: 'LimitExceeded', says: says('platform.http.bodyTooLarge', { limit: BODY_MAX }) };
  const key = BY_STATUS[status] ?? 'platform.http.badRequest';
  return { status, code: status === 404 ? 'NotFound' : 'InvalidRequest', says: says(key) };
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500;
};

/** A GraphQL client finds errors where GraphQL has them. */
const body = (request: FastifyRequest, told: Told, language: Language): object => {
  const message = say(told.says, language);
  const extensions = { ...spoken(told.facts ?? {}, language), code: told.code, requestId: request.id };
  const error = { message, extensions };
  return request.url.startsWith('/graphql') ? { errors: [error] } : { error: { message, ...extensions } };
};
