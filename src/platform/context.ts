import type { Problem } from '../kernel/problem.js';
import type { Language } from './i18n.js';

/** Who asks. What an actor is, is identity's word; platform only carries it. */
export abstract class ActorSource<A = unknown> {
  /** The actor of an Authorization header; a Problem where the header names nobody that may come in. */
  abstract actorOf(authorization: string | undefined): Promise<A | Problem> | A | Problem;
}

/** Asked once for every root field before it runs, so that no operation can be reached without having been classified. */
export abstract class OperationGate<A = unknown> {
  /** `operation` is `Query.lookup` or `Mutation.applyRelease`. Null lets it pass. */
  abstract refuse(actor: A, operation: string): Problem | null;
}

/** What a resolver knows about the request it works for. One is made for every request: keep it light. */
export class GraphQLContext<A = unknown> {
  private memory: Map<object, unknown> | undefined;

  constructor(
    readonly actor: A,
    readonly language: Language,
    readonly requestId: string,
  ) {}

  /** Makes something once a request and keeps it until the request ends: a DataLoader, mostly. `key` is the class or function that owns it. */
  memo<T>(key: object, make: () => T): T {
    this.memory ??= new Map();
    const known = this.memory.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    this.memory.set(key, made);
    return made;
  }
}
