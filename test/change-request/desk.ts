import { type Answered, type ChangeAsked, GovernedPath, type RequestSeen } from '../harness/governed.js';
import type { Hospital } from '../harness/hospital.js';

/** A change as its request shows it. */
export interface ChangeSeen {
  readonly id: string;
  readonly dictionary: string;
  readonly code: string;
  readonly values: Record<string, unknown> | null;
  readonly base: readonly RowSeen[];
  readonly proposed: readonly RowSeen[];
  readonly overwrites: readonly RowSeen[];
  readonly fields: readonly { field: string; before: unknown; after: unknown; cosmetic: boolean }[];
  readonly cosmetic: boolean;
}

export interface RowSeen {
  readonly values: Record<string, unknown>;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

const ROW = '{ values validFrom validTo }';
const CHANGE = `id dictionary code values base ${ROW} proposed ${ROW} overwrites ${ROW} fields { field before after cosmetic } cosmetic`;
const REQUEST = '... on ChangeRequest { number revision status digest }';

/** A maintainer's desk: everything that can be done to a request before it is signed. */
export class Desk {
  readonly path: GovernedPath;
  constructor(
    readonly hospital: Hospital,
    readonly username: string,
  ) {
    this.path = new GovernedPath(hospital);
  }

  create(changes: readonly ChangeAsked[], more: object = {}): Promise<RequestSeen> {
    return this.path.propose(this.username, changes, more);
  }

  put(request: RequestSeen, changes: readonly object[], key?: string): Promise<RequestSeen> {
    return this.edit(request, 'putChanges', { changes: ['[ChangeInput!]!', changes], ...keyed(key) });
  }

  remove(request: RequestSeen, ids: readonly string[]): Promise<RequestSeen> {
    return this.edit(request, 'removeChanges', { changes: ['[ID!]!', ids] });
  }

  update(request: RequestSeen, input: object): Promise<RequestSeen> {
    return this.edit(request, 'updateChangeRequest', { input: ['UpdateChangeRequestInput!', input] });
  }

  refresh(request: RequestSeen): Promise<Answered> {
    const success =
      '... on RefreshedChangeRequest { changeRequest { number revision status digest } moved { dictionary code release } dropped { code } }';
    return this.edit(request, 'refreshChangeRequest', {}, success);
  }

  withdraw(request: RequestSeen, reason = '不再需要'): Promise<RequestSeen> {
    const args = { request: ['String!', request.number], reason: ['String!', reason] } as const;
    return this.path.act(this.username, 'withdrawChangeRequest', args, REQUEST);
  }

  say(request: RequestSeen, text: string): Promise<RequestSeen> {
    const args = { request: ['String!', request.number], text: ['String!', text] } as const;
    return this.path.act(this.username, 'addDiscussion', args, REQUEST);
  }

  edit<T extends Answered = RequestSeen>(
    request: RequestSeen,
    call: string,
    args: Readonly<Record<string, readonly [string, unknown]>>,
    success = REQUEST,
  ): Promise<T> {
    const named = { request: ['String!', request.number], revision: ['Int!', request.revision] } as const;
    return this.path.act<T>(this.username, call, { ...named, ...args }, success);
  }

  async changes(request: { readonly number: string }): Promise<readonly ChangeSeen[]> {
    const seen = await this.see<{ changes: { nodes: readonly ChangeSeen[] } }>(
      request,
      `changes(first: 50) { nodes { ${CHANGE} } }`,
    );
    return seen.changes.nodes;
  }

  async see<T>({ number }: { readonly number: string }, select: string): Promise<T> {
    const query = `query($number: String!) { changeRequest(number: $number) { ${select} } }`;
    const { changeRequest } = await this.hospital.as(this.username).gql<{ changeRequest: T }>(query, { number });
    return changeRequest;
  }
}

const keyed = (key: string | undefined) => (key === undefined ? {} : { idempotencyKey: ['String', key] as const });

/** The faults of a refusal, as `path code`. */
export const faultsOf = (answer: Answered): readonly string[] =>
  ((answer['issues'] ?? []) as readonly { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
