import { once } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';

const isTimeout = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

type Callback = (error: unknown, ...rest: unknown[]) => unknown;
type Query = (...args: unknown[]) => unknown;

/**
 * A connection that is cut when a query on it got no answer in time. pg itself only forgets the query: the connection goes
 * back to the pool, where every later query waits behind the lost answer, until TCP gives up after a quarter of an hour.
 */
export class CuttingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // A connection lost in the instant between the pool and its taker, when neither listens, would end the process. Its taker
    // learns of it from the next query, and the pool then drops it.
    this.on('error', () => undefined);
  }

  override query(...args: unknown[]): never {
    const callback = args.at(-1);
    if (typeof callback === 'function') args[args.length - 1] = this.cutting(callback as Callback);
    const outcome = (super.query as Query).apply(this, args);
    return (outcome instanceof Promise ? outcome.catch((error: unknown) => this.cutAfter(error)) : outcome) as never;
  }

  private cutting(callback: Callback): Callback {
    return (error, ...rest) => {
      if (isTimeout(error)) this.socket.destroy();
      return callback(error, ...rest);
    };
  }

  /** The error is told once the connection is gone, so that the pool, which gets it back then, sees that and drops it. */
  private async cutAfter(error: unknown): Promise<never> {
    if (isTimeout(error)) {
      const ended = once(this, 'end');
      this.socket.destroy();
      await ended;
    }
    throw error;
  }

  private get socket(): Socket {
    return (this as unknown as { connection: { stream: Socket } }).connection.stream;
  }
}
