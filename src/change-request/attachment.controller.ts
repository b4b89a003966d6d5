import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { ATTACHMENT_BYTES_MAX } from '../kernel/limits.js';
import { issue } from '../kernel/message.js';
import { isProblem, LimitExceeded, NotFound, type Problem, ValidationFailed } from '../kernel/problem.js';
import { Config } from '../platform/config.js';
import { negotiateLanguage } from '../platform/i18n.js';
import { AttachmentService } from './attachment.service.js';
import { AttachmentStore } from './attachment.store.js';
import { AttachmentPurpose } from './change-request.enums.js';
import { httpProblem } from './problem.http.js';

/** What the address says about the file in the body. */
interface UploadQuery {
  readonly name?: string;
  readonly purpose?: string;
  readonly revision?: string;
}

/** Files go over HTTP as they are: no base64 in GraphQL, nothing gathered beyond the limit. */
@Controller('change-requests/:number/attachments')
export class AttachmentController {
  constructor(
    private readonly service: AttachmentService,
    private readonly attachments: AttachmentStore,
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(201)
  async add(
    @Param('number') number: string,
    @Query() query: UploadQuery,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const asked = askedOf(query);
    if (isProblem(asked)) return this.refuse(asked, request, reply);
    const bytes = await bytesOf(request.body);
    if (isProblem(bytes)) return this.refuse(bytes, request, reply);
    const key = request.headers['idempotency-key'];
    const call = { actor, number, revision: asked.revision, idempotencyKey: typeof key === 'string' ? key : undefined };
    const written = await this.service.add(call, { ...asked, bytes });
    if (isProblem(written)) return this.refuse(written, request, reply);
    return { number: written.number, revision: written.revision, status: written.status, digest: written.digest };
  }

  @Get(':id')
  async download(
    @Param('number') number: string,
    @Param('id') id: string,
    @Headers('accept-language') language: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = UUID.test(id) ? await this.attachments.find(this.db.manager, number, id) : null;
    if (!found) {
      const { status, body } = httpProblem(
        new NotFound('attachment', id),
        negotiateLanguage(language, this.config.language),
      );
      await reply.code(status).send(body);
      return;
    }
    await reply
      .header('content-type', found.mediaType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`)
      // Whoever sent it, a browser must neither guess what it is nor run it in our name.
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cache-control', 'private, no-store')
      .send(found.bytes ?? Buffer.alloc(0));
  }

  private refuse(problem: Problem, request: FastifyRequest, reply: FastifyReply): object {
    const { status, body } = httpProblem(
      problem,
      negotiateLanguage(request.headers['accept-language'], this.config.language),
    );
    // What is left of the body nobody will read.
    reply.code(status).header('connection', 'close');
    return body;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const askedOf = ({ name = '', purpose = 'OTHER', revision = '' }: UploadQuery) => {
  const faults = [
    ...(Object.hasOwn(AttachmentPurpose, purpose) ? [] : [issue('purpose', 'changeRequest.attachment.purpose')]),
    ...(/^\d{1,9}$/.test(revision) ? [] : [issue('revision', 'changeRequest.attachment.revision')]),
  ];
  if (faults.length > 0) return new ValidationFailed(faults);
  return { name, purpose: purpose as AttachmentPurpose, revision: Number(revision) };
};

async function bytesOf(body: unknown): Promise<Buffer | ValidationFailed | LimitExceeded> {
  if (!(body instanceof Readable)) return new ValidationFailed([issue('body', 'changeRequest.attachment.empty')]);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > ATTACHMENT_BYTES_MAX) {
      return new LimitExceeded('changeRequest.limit.attachmentBytes', ATTACHMENT_BYTES_MAX, size);
    }
    chunks.push(chunk);
  }
  return size > 0 ? Buffer.concat(chunks) : new ValidationFailed([issue('body', 'changeRequest.attachment.empty')]);
}
