import { StaleRevision, WrongState } from '../../kernel/problem.js';
import { type ChangeRequestStatus, type Move, statusAfter, statusesAllowing } from './lifecycle.js';

/** Whether a move is possible in the request's status, and made on the revision that was seen (`undefined`: on whichever). */
export function refuseMove(
  request: { readonly status: ChangeRequestStatus; readonly revision: number },
  move: Move,
  seenRevision?: number,
): WrongState | StaleRevision | null {
  if (statusAfter(request.status, move) === null) return new WrongState(request.status, statusesAllowing(move));
  if (seenRevision !== undefined && seenRevision !== request.revision) return new StaleRevision(request.revision);
  return null;
}
