import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Awaiting } from '../change-request/awaiting.js';
import { ChangeRequest } from '../change-request/change-request.entity.js';
import type { Actor } from '../identity/core/actor.js';
import { isMet } from './core/required.js';
import { PolicyStore } from './policy.store.js';
import { type Review, ReviewReader } from './review.reader.js';

/** Which requests in review wait for somebody's sign-off. */
@Injectable()
export class AwaitingReviews extends Awaiting {
  constructor(
    private readonly reviews: ReviewReader,
    private readonly policies: PolicyStore,
  ) {
    super();
  }

  async requestIds(db: EntityManager, actor: Actor): Promise<readonly string[]> {
    const roles = actor.roles.filter((grant) => grant.role === 'REVIEWER').map((grant) => grant.scope);
    if (roles.length === 0 || actor.machine) return [];
    const inForce = await this.policies.inForce(db);
    const waiting: string[] = [];
    for (const request of await db.findBy(ChangeRequest, { status: 'IN_REVIEW' })) {
      const review = await this.reviews.of(db, request, inForce);
      if (awaits(review, actor.personId, roles)) waiting.push(request.id);
    }
    return waiting;
  }
}

/** Whether some line that is still open could be met by this person in one of the roles. */
const awaits = ({ lines, editors, signOffs, signing }: Review, personId: string, roles: readonly string[]): boolean => {
  if (editors.includes(personId)) return false;
  const given = signOffs.filter(({ reviewerId, digest }) => reviewerId === personId && digest === signing.digest);
  return lines.some(
    (line) => !isMet(line) && roles.includes(line.policy.role) && given.every(({ role }) => role !== line.policy.role),
  );
};
