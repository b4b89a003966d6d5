import type { Hospital } from './hospital.js';

/** What a mutation answered: its kind and whatever was selected. */
export interface Answered {
  readonly __typename: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

export interface RequestSeen extends Answered {
  readonly number: string;
  readonly revision: number;
  readonly status: string;
  readonly digest: string;
  readonly release: { readonly number: string } | null;
}

export interface ChangeAsked {
  readonly dictionary: string;
  readonly code?: string;
  readonly key?: Readonly<Record<string, string>>;
  readonly operation?: 'SET' | 'RETIRE';
  readonly values?: Readonly<Record<string, unknown>>;
  readonly validFrom?: string;
  readonly until?: 'NEXT_ROW' | 'OPEN' | 'AT';
  readonly validTo?: string;
  readonly replacedBy?: string;
  readonly reason?: string;
}

const REQUEST = 'number revision status digest release { number }';
const PROBLEMS = `... on Problem { message }
  ... on ValidationFailed { issues { path code message } }
  ... on WrongState { current allowed }
  ... on StaleRevision { current: current }
  ... on StaleDigest { currentDigest: current }
  ... on BaseChanged { conflicts { dictionary code release version } }
  ... on PolicyNotMet { missing { role count met because } }
  ... on Blocked { findings { severity rule path message } }
  ... on LimitExceeded { limit given }`;

/** Which of a result's problems may be selected: a fragment on a type that the union does not hold is no valid query. */
const fragmentsFor = (possible: ReadonlySet<string>): string =>
  PROBLEMS.split('\n')
    .map((line) => line.trim())
    .filter((line) => possible.has(/on (\w+)/.exec(line)?.[1] ?? ''))
    .join(' ')
    .replace('current: current', 'currentRevision: current')
    .replace('{ current allowed }', '{ state: current allowed }');

const CHANNELS = ['TEST', 'PILOT', 'PRODUCTION'] as const;

/** The governed path as its people walk it, through the public API: propose, submit, sign, apply. */
export class GovernedPath {
  private readonly unions = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(private readonly hospital: Pick<Hospital, 'as'>) {}

  /** Runs one mutation; `args` are GraphQL types and values by name. */
  async act<T extends Answered = Answered>(
    username: string,
    call: string,
    args: Readonly<Record<string, readonly [type: string, value: unknown]>>,
    success: string,
  ): Promise<T> {
    const names = Object.keys(args);
    const heads = names.map((name) => `$${name}: ${args[name]?.[0] ?? ''}`).join(', ');
    const passed = names.map((name) => `${name}: $${name}`).join(', ');
    const possible = await this.possible(call);
    const query = `mutation(${heads}) { answer: ${call}(${passed}) { __typename ${fragmentsFor(possible)} ${success} } }`;
    const variables = Object.fromEntries(names.map((name) => [name, args[name]?.[1]]));
    const { answer } = await this.hospital.as(username).gql<{ answer: T }>(query, variables);
    return answer;
  }

  private possible(call: string): Promise<ReadonlySet<string>> {
    const known = this.unions.get(call) ?? this.askPossible(call);
    this.unions.set(call, known);
    return known;
  }

  private async askPossible(call: string): Promise<ReadonlySet<string>> {
    interface Field {
      readonly name: string;
      readonly type: { readonly ofType: { readonly possibleTypes: readonly { name: string }[] } };
    }
    const { __schema } = await this.hospital
      .as('monitor')
      .gql<{ __schema: { mutationType: { fields: readonly Field[] } } }>(
        '{ __schema { mutationType { fields { name type { ofType { possibleTypes { name } } } } } } }',
      );
    const field = __schema.mutationType.fields.find(({ name }) => name === call);
    return new Set(['Problem', ...(field?.type.ofType.possibleTypes.map(({ name }) => name) ?? [])]);
  }

  propose(username: string, changes: readonly ChangeAsked[], more: object = {}): Promise<RequestSeen> {
    const input = { title: '测试申请', reason: '测试所需', changes, ...more };
    return this.act(
      username,
      'createChangeRequest',
      { input: ['CreateChangeRequestInput!', input] },
      `... on ChangeRequest { ${REQUEST} }`,
    );
  }

  submit(username: string, request: RequestSeen): Promise<RequestSeen> {
    return this.act(
      username,
      'submitChangeRequest',
      { request: ['String!', request.number], revision: ['Int!', request.revision] },
      `... on ChangeRequest { ${REQUEST} }`,
    );
  }

  sign(
    username: string,
    request: RequestSeen,
    decision = 'APPROVE',
    digest = request.digest,
    role?: string,
  ): Promise<RequestSeen> {
    return this.act(
      username,
      'reviewChangeRequest',
      {
        request: ['String!', request.number],
        digest: ['String!', digest],
        decision: ['Decision!', decision],
        ...(role ? { role: ['String', role] as const } : {}),
        ...(decision === 'APPROVE' ? {} : { comment: ['String', '见讨论'] as const }),
      },
      `... on ChangeRequest { ${REQUEST} }`,
    );
  }

  apply(
    release: string,
    channel: string,
    username = 'release-manager',
  ): Promise<Answered & { version: number; hash: string }> {
    return this.act(
      username,
      'applyRelease',
      { release: ['String!', release], channel: ['String!', channel] },
      '... on ChannelVersion { version hash }',
    );
  }

  /** Proposed, submitted and signed by everybody named: the release's number. */
  async signed(
    author: string,
    reviewers: readonly string[],
    changes: readonly ChangeAsked[],
    more: object = {},
  ): Promise<string> {
    const submitted = must(
      'ChangeRequest',
      await this.submit(author, must('ChangeRequest', await this.propose(author, changes, more))),
    );
    let seen = submitted;
    for (const reviewer of reviewers) seen = must('ChangeRequest', await this.sign(reviewer, submitted));
    if (!seen.release) throw new Error(`${seen.number} is ${seen.status} after ${reviewers.join(', ')}`);
    return seen.release.number;
  }

  async carry(release: string, channels: readonly string[] = CHANNELS): Promise<void> {
    for (const channel of channels) must('ChannelVersion', await this.apply(release, channel));
  }
}

/** The answer, where it is of the kind expected; else the test fails with what was said instead. */
export const must = <T extends Answered>(kind: string, answer: T): T => {
  if (answer.__typename !== kind) throw new Error(`${kind} was expected: ${JSON.stringify(answer)}`);
  return answer;
};

/** Midnight in Shanghai, `days` from today. */
export const midnight = (days: number): string => {
  const day = new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return `${day}T00:00:00.000+08:00`;
};
