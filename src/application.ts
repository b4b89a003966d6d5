import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { BODY_MAX } from './kernel/limits.js';
import { closeAsTheyFinish } from './platform/http/closing.js';
import { watchRequests } from './platform/http/request-log.js';
import type { PlatformSettings } from './platform/platform.module.js';

/** A request id that a proxy or caller chose, where it can be written to a log as it is. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;

const requestId = (request: IncomingMessage): string => {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
};

/** The whole service, not yet listening. The commands and the tests make it as `npm start` does; `root` is another set of modules for a test. */
export const createApplication = async (
  settings: PlatformSettings,
  root: DynamicModule = AppModule.with(settings),
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_MAX,
    genReqId: (request: IncomingMessage) => requestId(request),
    // Keys through which an object could reach another's prototype are refused in every body.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    return503OnClosing: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  closeAsTheyFinish(adapter.getInstance());
  watchRequests(adapter.getInstance());
  return app;
};
