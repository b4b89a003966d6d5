import type { Problem } from '../kernel/problem.js';
import type { Language } from './i18n.js';

/** Who asks. What an actor is, is identity's word; platform only carries it. */
export abstract class ActorSource<A = unknown> {
  /**
   * The actor of an Authorization header; a Problem where the header names nobody that may come in. `fresh` is asked for
   * whatever writes: an answer that was true a moment ago is then not good enough.
   */
  abstract actorOf(authorization: string | undefined, fresh: boolean): Promise<A | Problem> | A | Problem;
}

/** Stands before a field and lets an actor pass with null. */
export type FieldGuard<A = unknown> = (actor: A, args: Readonly<Record<string, unknown>>) => Problem | null;

/** Asked once at the start for every field of the schema, so that no operation can be reached without having been classified. */
export abstract class OperationGate<A = unknown> {
  /** What stands before a root field: `Query.lookup` or `Mutation.applyRelease`. */
  abstract ofOperation(operation: string): FieldGuard<A>;
  /** What stands before a field of another type (`Row.origin`, which leads to a `Release`); null where nothing needs to. */
  abstract ofField(field: string, leadsTo: string): FieldGuard<A> | null;
}

/** What a resolver knows about the request it works for. One is made for every request: keep it light. */
export class GraphQLContext<A = unknown> {
  private memory: Map<object, unknown> | undefined;

  constructor(
    readonly actor: A,
    readonly language: Language,
    readonly requestId: string,
    /** The network address the request came from. */
    readonly address: string,
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
