import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../identity/core/actor.js';

/**
 * Which requests wait for somebody's word. Who must sign what is decided to the right of this module, which therefore provides
 * the answer; while nobody does, nobody is waited for.
 */
export abstract class Awaiting {
  /** The ids of the requests in review that the actor could sign and has not. */
  abstract requestIds(db: EntityManager, actor: Actor): Promise<readonly string[]>;
}

/** Finds whoever provides the answer, wherever in the service. */
@Injectable()
export class AwaitingRequests {
  constructor(private readonly modules: ModuleRef) {}

  async requestIds(db: EntityManager, actor: Actor): Promise<readonly string[]> {
    return (await this.provided()?.requestIds(db, actor)) ?? [];
  }

  private provided(): Awaiting | undefined {
    try {
      return this.modules.get<Awaiting>(Awaiting, { strict: false });
    } catch {
      return undefined;
    }
  }
}
