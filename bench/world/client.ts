type Json = Readonly<Record<string, unknown>>;

const PASSWORD = 'zidian-demo';

interface Answer {
  readonly data?: Json | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** A request before it is submitted. */
export interface Draft {
  readonly number: string;
  readonly revision: number;
}

/** The people of a demonstration, asking a running service through its public API. */
export class Client {
  private readonly tokens = new Map<string, string>();

  constructor(readonly url: string) {}

  /** The data of an answer without errors; `username` of '' is nobody. */
  async ask<T>(username: string, query: string, variables: Json = {}): Promise<T> {
    const authorization = username === '' ? {} : { authorization: `Bearer ${await this.tokenOf(username)}` };
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer;
    if (answer.errors || !answer.data) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    return answer.data as T;
  }

  /** What a mutation made; its refusal is an error, told in full. */
  async act<T>(username: string, mutation: string, kind: string, select: string, variables: Variables): Promise<T> {
    const heads = Object.entries(variables).map(([name, [type]]) => `$${name}: ${type}`);
    const args = Object.keys(variables).map((name) => `${name}: $${name}`);
    const query = `mutation (${heads.join(', ')}) { answer: ${mutation}(${args.join(', ')}) {
      __typename ... on ${kind} { ${select} } ... on Problem { message } } }`;
    const values = Object.fromEntries(Object.entries(variables).map(([name, [, value]]) => [name, value]));
    const { answer } = await this.ask<{ answer: T & { __typename: string } }>(username, query, values);
    if (answer.__typename !== kind) throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Drafts a request of a CSV; the query names the dictionary and whatever else the import is told. */
  async importCsv(username: string, csv: string, query: Readonly<Record<string, string>>): Promise<Draft> {
    const response = await fetch(`${this.url}/imports?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${await this.tokenOf(username)}` },
      body: csv,
    });
    const answer = (await response.json()) as { changeRequest?: Draft };
    if (!answer.changeRequest) throw new Error(`${response.status} ${JSON.stringify(answer).slice(0, 2_000)}`);
    return answer.changeRequest;
  }

  private async tokenOf(username: string): Promise<string> {
    const known = this.tokens.get(username);
    if (known !== undefined) return known;
    const query = `mutation ($username: String!, $password: String!) {
      signIn(username: $username, password: $password) { ... on Session { token } ... on Problem { message } } }`;
    const { signIn } = await this.ask<{ signIn: { token?: string; message?: string } }>('', query, {
      username,
      password: PASSWORD,
    });
    if (signIn.token === undefined) throw new Error(`${username} cannot sign in: ${signIn.message}`);
    this.tokens.set(username, signIn.token);
    return signIn.token;
  }
}

/** A mutation's arguments: the GraphQL type and the value of each. */
export type Variables = Readonly<Record<string, readonly [type: string, value: unknown]>>;
