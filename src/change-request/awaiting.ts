import type { EntityManager } from 'typeorm';
import type { Actor } from '../identity/core/actor.js';

/**
 * Which requests wait for somebody's word. Who must sign what is decided to the right of this module, which therefore provides
 * the answer; without it nobody is waited for.
 */
export abstract class Awaiting {
  /** The ids of the requests in review that the actor could sign and has not. */
  abstract requestIds(db: EntityManager, actor: Actor): Promise<readonly string[]>;
}
