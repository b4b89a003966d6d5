import { Injectable, Logger } from '@nestjs/common';
import { DictionaryMemory } from '../dictionary/memory/memory.js';
import type { Actor } from '../identity/core/actor.js';
import { type Busy, isProblem, type ValidationFailed } from '../kernel/problem.js';
import { Idempotency } from '../platform/idempotency.js';
import { Transactor } from '../platform/transactor.js';
import { Application, type ApplyRefusal } from './application.js';
import { PRODUCTION } from './core/route.js';
import type { Order } from './effects.js';
import { ChannelVersionStore, type VersionSeen } from './channel-version.store.js';

/** Who applies what to which channel. */
export interface ApplyCall extends Order {
  readonly actor: Actor;
  readonly idempotencyKey: string | undefined;
}

/** Carries releases into channels. */
@Injectable()
export class ApplyService {
  private readonly logger = new Logger('Apply');

  constructor(
    private readonly transactor: Transactor,
    private readonly idempotency: Idempotency,
    private readonly application: Application,
    private readonly versions: ChannelVersionStore,
    private readonly memory: DictionaryMemory,
  ) {}

  /**
   * Answers with the version that holds the release. Asked again with its key it answers the same; asked again without,
   * that the channel holds the release already.
   */
  async apply(call: ApplyCall): Promise<VersionSeen | ApplyRefusal | ValidationFailed | Busy> {
    const { actor, idempotencyKey, release, channel } = call;
    const once = {
      actorId: actor.personId,
      key: idempotencyKey,
      operation: 'applyRelease',
      args: { release, channel },
    };
    const applied = await this.transactor.run(async (tx) => {
      const key = await this.idempotency.once(tx, once, () => this.application.apply(tx, actor, { release, channel }));
      return isProblem(key) ? key : this.versions.find(tx, key);
    });
    if (!isProblem(applied) && channel === PRODUCTION) await this.refresh();
    return applied;
  }

  /** What is applied is applied: a memory that cannot be refreshed now will be within a second. */
  private async refresh(): Promise<void> {
    try {
      await this.memory.refreshNow();
    } catch (error) {
      this.logger.warn({ err: error }, 'The memory could not take up what was applied; it goes on trying.');
    }
  }
}
