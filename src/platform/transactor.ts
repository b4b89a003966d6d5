import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { Busy, isProblem, type Problem } from '../kernel/problem.js';

declare const insideTransaction: unique symbol;

/** A manager that is certainly inside a transaction. Only Transactor makes one, so a write outside does not compile. */
export type Tx = EntityManager & { readonly [insideTransaction]: true };

/** What a store reads with: inside or outside a transaction. */
export type Db = Pick<EntityManager, 'query'>;

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const ATTEMPTS_MAX = 4;

/** Carries a Problem out of TypeORM's transaction, which rolls back only on what is thrown. */
class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

const sqlState = (error: unknown): string | undefined =>
  error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;

@Injectable()
export class Transactor {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one READ COMMITTED transaction: commits what it returns, rolls back where it throws or answers with a
   * Problem. The whole work runs again on a deadlock or serialization failure, so it must not act outside the database.
   * A lock that another holds for too long is the Problem Busy.
   */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T | Busy> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dataSource.transaction('READ COMMITTED', async (manager) => {
          const result = await work(manager as Tx);
          if (isProblem(result)) throw new Refused(result);
          return result;
        });
      } catch (error) {
        if (error instanceof Refused) return error.problem as T;
        const state = sqlState(error);
        if (state === LOCK_NOT_AVAILABLE) return new Busy();
        const retryable = state === DEADLOCK_DETECTED || state === SERIALIZATION_FAILURE;
        if (!retryable || attempt === ATTEMPTS_MAX) throw error;
        await pauseBeforeRetry(attempt);
      }
    }
  }
}

/** Jittered, so that the two sides of a deadlock do not meet again. */
const pauseBeforeRetry = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
