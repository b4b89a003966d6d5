import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Digest, parseDigest, sha256 } from '../kernel/digest.js';
import { issue } from '../kernel/message.js';
import { type Busy, type Forbidden, isProblem, NotFound, ValidationFailed, WrongState } from '../kernel/problem.js';
import { newId } from '../platform/id.js';
import type { Tx } from '../platform/transactor.js';
import { AccountStore } from './account.store.js';
import { Administration } from './administration.js';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';
import { type ApiKeyInput, checkApiKey, MACHINE_PREFIX } from './core/account-input.js';
import type { Actor } from './core/actor.js';
import { decideRole } from './core/decide.js';
import { PREFIX } from './core/token.js';

/** A key that was made. `key` is null where the same call was made before: it is shown once. */
export interface CreatedApiKey {
  readonly key: string | null;
  readonly apiKey: ApiKey;
}

const KEY_BYTES = 32;

@Injectable()
export class ApiKeyService {
  constructor(
    private readonly administration: Administration,
    private readonly accounts: AccountStore,
    private readonly apiKeys: ApiKeyStore,
    private readonly dataSource: DataSource,
  ) {}

  /** A key for a system, which becomes a machine of its own; several keys of one system let it change keys without a gap. */
  async create(
    actor: Actor,
    input: ApiKeyInput,
    idempotencyKey: string | undefined,
  ): Promise<CreatedApiKey | Forbidden | ValidationFailed | Busy> {
    const refused = decideRole(actor, 'apiKey.create');
    if (refused) return refused;
    const faults = checkApiKey(input);
    if (faults.length > 0) return new ValidationFailed(faults);
    const key = `${PREFIX.API_KEY}${randomBytes(KEY_BYTES).toString('base64url')}`;
    const made = sha256(key);
    const call = { actor, action: 'apiKey.create', key: idempotencyKey, args: { ...input } } as const;
    const id = await this.administration.run(call, (tx) => this.add(tx, actor, input, made));
    if (isProblem(id)) return id;
    return { key: id === made ? key : null, apiKey: await this.get(id) };
  }

  async revoke(
    actor: Actor,
    id: string,
    idempotencyKey: string | undefined,
  ): Promise<ApiKey | NotFound | WrongState | Forbidden | ValidationFailed | Busy> {
    const call = { actor, action: 'apiKey.revoke', key: idempotencyKey, args: { id } } as const;
    const revoked = await this.administration.run(call, async (tx) => {
      const digest = parseDigest(id);
      const found = digest && (await this.apiKeys.find(tx, digest));
      if (!digest || !found) return new NotFound('apiKey', id);
      if (!(await this.apiKeys.revoke(tx, digest))) return new WrongState('REVOKED', ['VALID']);
      return { subject: digest, personId: found.personId, detail: { system: found.system } };
    });
    return isProblem(revoked) ? revoked : this.get(revoked);
  }

  private async add(tx: Tx, actor: Actor, input: ApiKeyInput, id: Digest) {
    const { system, channels } = input;
    const name = input.name.trim();
    const staffNumber = `${MACHINE_PREFIX}${system}`;
    const machine = await this.accounts.personOf(tx, { id: newId(), staffNumber, name, machine: true });
    if (machine.name !== name) {
      return new ValidationFailed([issue('input.name', 'identity.input.otherSystemName', { system })]);
    }
    await this.apiKeys.add(tx, { id, personId: machine.id, channels, createdBy: actor.personId });
    return { subject: id, personId: machine.id, detail: { system, name, channels } };
  }

  private async get(id: string): Promise<ApiKey> {
    const digest = parseDigest(id);
    const apiKey = digest && (await this.apiKeys.find(this.dataSource.manager, digest));
    if (!apiKey) throw new Error('An API key that was there is gone; keys are never deleted.');
    return apiKey;
  }
}
