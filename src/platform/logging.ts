import { type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Config } from './config.js';

/** Names under which secrets travel; their values never reach the log, however deep they lie. */
const SECRETS = ['authorization', 'cookie', 'password', 'token', 'databaseUrl', 'apiKey'];

const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `req.headers.${name}`]);

/**
 * The log, as JSON lines: pino escapes line breaks in every value, so nobody can forge a line. No middleware is bound to
 * routes: a line for each of ten thousand lookups a second helps nobody; failures and slow requests are written by `http.ts`.
 */
export const loggingModule = (config: Config): DynamicModule =>
  LoggerModule.forRoot({
    forRoutes: [],
    pinoHttp: { level: config.logLevel, autoLogging: false, redact: { paths: REDACTED, censor: '[hidden]' } },
  });
