import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { LoggerOptions } from 'pino';
import type { Config } from './config.js';

/** Names under which secrets travel; their values never reach the log, however deep they lie. */
const SECRETS = ['authorization', 'cookie', 'password', 'token', 'databaseUrl', 'apiKey', 'secret'];

const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

const QUERY_LENGTH_MAX = 500;

/** An error for the log. A failed query's parameters stay out: they may be a password's hash, or a patient's name one day. */
const errorForLog = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { code, query } = error as { code?: unknown; query?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(code !== undefined && { code }),
    ...(typeof query === 'string' && { query: query.slice(0, QUERY_LENGTH_MAX) }),
  };
};

/** The log, as JSON lines: pino escapes line breaks in every value, so nobody can forge a line. */
export const loggingOptions = (config: Pick<Config, 'logLevel'>): LoggerOptions => ({
  level: config.logLevel,
  redact: { paths: REDACTED, censor: '[hidden]' },
  serializers: { err: errorForLog },
});

/**
 * What the service's logger is made of. Wrapped, the serializer would be given a copy that is no Error any more, and would
 * let it pass with the parameters of the query.
 */
export const httpLoggingOptions = (config: Pick<Config, 'logLevel'>) => ({
  ...loggingOptions(config),
  autoLogging: false,
  wrapSerializers: false,
});

/** No middleware is bound to routes: `request-log.ts` writes what is worth a line. */
export const loggingModule = (config: Config): DynamicModule =>
  LoggerModule.forRoot({ forRoutes: [], pinoHttp: httpLoggingOptions(config) });
