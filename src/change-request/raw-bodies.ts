import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';

/** Routes that read their bodies themselves, as they come. Every other route takes what it took before. */
const ROUTES: ReadonlySet<string> = new Set(['/imports', '/change-requests/:number/attachments']);

/** Hands the bodies of uploads over unread: a file is counted while it arrives, never gathered to see that it is too large. */
@Injectable()
export class RawBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    for (const type of ['*', 'text/plain']) {
      fastify.addContentTypeParser(type, (request: FastifyRequest, payload: Readable, done) => {
        if (ROUTES.has(request.routeOptions.url ?? '')) done(null, payload);
        else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''));
      });
    }
  }
}
