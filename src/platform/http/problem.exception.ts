import { HttpException } from '@nestjs/common';
import { Forbidden, type Problem, type ProblemKind } from '../../kernel/problem.js';

/** What a Problem is called over HTTP, where there is no union to hold it. */
const STATUS: Readonly<Record<ProblemKind, number>> = {
  NotFound: 404,
  Forbidden: 403,
  ValidationFailed: 422,
  WrongState: 409,
  StaleRevision: 409,
  StaleDigest: 409,
  BaseChanged: 409,
  ImpactGrew: 409,
  PolicyNotMet: 409,
  Blocked: 422,
  LimitExceeded: 422,
  Busy: 503,
};

const UNAUTHORIZED = 401;

/** How a controller or a guard refuses: the filter of errors says the Problem, with its facts, in the reader's language. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Problem) {
    super(problem.kind, problem instanceof Forbidden && problem.wantsSignIn ? UNAUTHORIZED : STATUS[problem.kind]);
  }
}
