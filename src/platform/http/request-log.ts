import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

const SLOW_MS = 1_000;

/** Writes a line for requests that failed inside or took long; a line for each of thousands of lookups a second would help nobody. */
export const watchRequests = (fastify: FastifyInstance): void => {
  const logger = new Logger('HTTP');
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 500 || reply.elapsedTime >= SLOW_MS) {
      const [path] = request.url.split('?');
      const took = { status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
      logger.warn({ requestId: request.id, method: request.method, path, ...took }, 'A request failed or took long.');
    }
    done();
  });
};
