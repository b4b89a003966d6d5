import { Injectable } from '@nestjs/common';
import { decide } from '../identity/core/decide.js';
import type { Actor } from '../identity/core/actor.js';
import { sha256 } from '../kernel/digest.js';
import { ATTACHMENTS_MAX } from '../kernel/limits.js';
import { issue } from '../kernel/message.js';
import { type Forbidden, LimitExceeded, NotFound, ValidationFailed } from '../kernel/problem.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import { AttachmentStore } from './attachment.store.js';
import type { ChangeRequest } from './change-request.entity.js';
import type { AttachmentPurpose } from './change-request.enums.js';
import type { EditCall } from './change-request.service.js';
import { ChangeRequestStore } from './change-request.store.js';
import { sniffMediaType } from './core/sniff.js';
import { Editing } from './editing.js';
import { RequestWriter } from './request.writer.js';

/** A file as it was sent. */
export interface Upload {
  readonly name: string;
  readonly purpose: AttachmentPurpose;
  readonly bytes: Buffer;
}

const NAME_LENGTH_MAX = 200;
/** A name is shown and offered for saving: no path, nothing that a terminal or a header would take for a command. */
const PLAIN_NAME = /^[^\p{Cc}\p{Cf}/\\]+$/u;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files that belong to a request. They are part of what is signed, so each coming and going is an edit. */
@Injectable()
export class AttachmentService {
  constructor(
    private readonly writer: RequestWriter,
    private readonly requests: ChangeRequestStore,
    private readonly attachments: AttachmentStore,
    private readonly editing: Editing,
  ) {}

  /** What a file is, is told by its bytes; one that cannot be told is refused. */
  add(call: EditCall, { name, purpose, bytes }: Upload) {
    const digest = sha256(bytes);
    const args = { name, purpose, sha256: digest };
    return this.writer.write<ValidationFailed | LimitExceeded>(
      { ...call, operation: 'addAttachment', move: 'edit', args },
      {
        permit: (tx, request) => this.permit(tx, call.actor, request),
        work: async (tx, request) => {
          const mediaType = sniffMediaType(bytes, name);
          const faults = [
            ...nameFaults(name),
            ...(mediaType ? [] : [issue('body', 'changeRequest.attachment.type', { name })]),
          ];
          if (faults.length > 0 || mediaType === null) return new ValidationFailed(faults);
          const count = (await this.attachments.current(tx, [request.id])).length;
          if (count >= ATTACHMENTS_MAX) {
            return new LimitExceeded('changeRequest.limit.attachments', ATTACHMENTS_MAX, count + 1);
          }
          const { id: requestId } = request;
          const { personId: uploadedBy } = call.actor;
          const size = bytes.length;
          await this.attachments.insert(tx, {
            id: newId(),
            requestId,
            name,
            purpose,
            mediaType,
            size,
            sha256: digest,
            bytes,
            uploadedBy,
          });
          return this.settle(tx, call, request, args);
        },
      },
    );
  }

  /** The file is kept and no longer signed. */
  remove(call: EditCall, attachment: string) {
    return this.writer.write<NotFound>(
      { ...call, operation: 'removeAttachment', move: 'detach', args: attachment },
      {
        permit: (tx, request) => this.permit(tx, call.actor, request),
        work: async (tx, request) => {
          const isGone = UUID.test(attachment) && (await this.attachments.remove(tx, request.id, attachment));
          if (!isGone) return new NotFound('attachment', attachment);
          return this.settle(tx, call, request, { attachment });
        },
      },
    );
  }

  private async settle(tx: Tx, { actor }: EditCall, request: ChangeRequest, detail: object) {
    const revision = request.revision + 1;
    await this.editing.settle(tx, { actor, request }, revision);
    return { revision, ...detail };
  }

  private async permit(tx: Tx, actor: Actor, { id, authorId: author }: ChangeRequest): Promise<Forbidden | null> {
    const editors = (await this.requests.editors(tx, [id])).get(id) ?? [];
    return decide(actor, 'changeRequest.attach', { author, editors }, {});
  }
}

const nameFaults = (name: string) =>
  name.length <= NAME_LENGTH_MAX && name.trim() !== '' && PLAIN_NAME.test(name)
    ? []
    : [issue('name', 'changeRequest.attachment.name', { max: NAME_LENGTH_MAX })];
