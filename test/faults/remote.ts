import { PASSWORD } from '../harness/config.js';
import type { Answer, Client, Hospital } from '../harness/hospital.js';

/** The service as its callers see it: an address, which may stop answering. Sessions outlive the process that gave them. */
export class Remote implements Pick<Hospital, 'as'> {
  private readonly tokens = new Map<string, string>();
  constructor(public url: string) {}

  as(username: string): Client {
    const raw: Client['raw'] = async (query, variables = {}) => {
      const token = this.tokens.get(username) ?? (await this.signIn(username));
      this.tokens.set(username, token);
      return this.post({ query, variables }, { authorization: `Bearer ${token}` });
    };
    const gql: Client['gql'] = async (query, variables) => {
      const { body } = await raw(query, variables);
      if (body.errors || !body.data) throw new Error(JSON.stringify(body.errors ?? body));
      return body.data as never;
    };
    return { gql, raw };
  }

  private async post(payload: object, more: Record<string, string>): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...more };
    const response = await fetch(`${this.url}/graphql`, { method: 'POST', body: JSON.stringify(payload), headers });
    return { status: response.status, headers: {}, body: (await response.json()) as Answer['body'] };
  }

  private async signIn(username: string): Promise<string> {
    const query = `mutation ($u: String!, $p: String!) { signIn(username: $u, password: $p) { ... on Session { token } } }`;
    const { body } = await this.post({ query, variables: { u: username, p: PASSWORD } }, {});
    return (body.data?.['signIn'] as { token: string }).token;
  }
}
