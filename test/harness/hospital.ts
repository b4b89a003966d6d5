import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createApplication } from '../../src/application.js';
import type { PlatformSettings } from '../../src/platform/platform.module.js';
import { PASSWORD, testConfig } from './config.js';
import { cloneTemplate, dropDatabase } from './template.js';

type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { data?: Json | null; errors?: { message: string; path?: unknown[]; extensions?: Json }[] };
}

/** Somebody who asks the service: a person of the demonstration, or nobody. */
export interface Client {
  /** The data of an answer without errors; anything else fails the test. */
  gql<T = Record<string, never>>(query: string, variables?: Json): Promise<T>;
  raw(query: string, variables?: Json, headers?: Record<string, string>): Promise<Answer>;
}

/** A hospital of its own for one test file: the whole service on a database cloned from the founded template. */
export interface Hospital {
  readonly app: NestFastifyApplication;
  /** The service's own connections, with the service's rights. */
  readonly db: DataSource;
  /** The database as its owner sees it. */
  readonly ownerUrl: string;
  readonly anonymous: Client;
  as(username: string): Client;
  /** Asks as the owner, whom no grant stops: to look behind the service, or to tamper. */
  sql<T = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<T[]>;
}

export interface HospitalOptions {
  /** Environment variables beyond those of a demonstration. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other modules than the whole service's: platform with a resolver made for the test. The database is then migrated, not founded. */
  readonly root?: (settings: PlatformSettings) => DynamicModule;
}

export { testConfig };

/** Gives every test of the file one hospital. Use its members inside tests only: it is open from beforeAll to afterAll. */
export function useHospital(options: HospitalOptions = {}): Hospital {
  let open: OpenHospital | undefined;
  beforeAll(async () => {
    open = await OpenHospital.open(options);
  });
  afterAll(async () => {
    await open?.close();
    open = undefined;
  });
  return new Proxy({} as Hospital, {
    get: (_target, name) => {
      if (!open) throw new Error('The hospital is open only while tests run.');
      const value: unknown = Reflect.get(open, name, open);
      return typeof value === 'function' ? (value.bind(open) as unknown) : value;
    },
  });
}

/** For tests that open and close hospitals themselves: after a kill, or two at once. */
export class OpenHospital implements Hospital {
  readonly anonymous: Client = this.client(undefined);
  private readonly tokens = new Map<string, Promise<string>>();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly db: DataSource,
    readonly ownerUrl: string,
    private readonly owner: pg.Pool,
  ) {}

  static async open(options: HospitalOptions = {}): Promise<OpenHospital> {
    const ownerUrl = await cloneTemplate(options.root ? 'migrated' : 'founded');
    return OpenHospital.on(ownerUrl, options);
  }

  /** Opens the service on a database that is there already. */
  static async on(ownerUrl: string, options: HospitalOptions = {}): Promise<OpenHospital> {
    const settings: PlatformSettings = { config: testConfig(options.env), serviceUrl: ownerUrl };
    const app = await createApplication(settings, options.root?.(settings));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const owner = new pg.Pool({ connectionString: ownerUrl, max: 4 });
    // Tests kill servers; a connection that nobody uses is opened again when somebody does.
    owner.on('error', () => undefined);
    return new OpenHospital(app, app.get(DataSource), ownerUrl, owner);
  }

  /** Ends the service and leaves the database. */
  async leave(): Promise<void> {
    await this.app.close();
    await this.owner.end();
  }

  async close(): Promise<void> {
    await this.leave();
    await dropDatabase(this.ownerUrl);
  }

  async sql<T = Record<string, unknown>>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    const result = await this.owner.query<T & pg.QueryResultRow>(text, [...params]);
    return result.rows;
  }

  as(username: string): Client {
    return this.client(username);
  }

  private client(username: string | undefined): Client {
    const raw: Client['raw'] = async (query, variables = {}, headers = {}) => {
      const authorization = username === undefined ? {} : { authorization: `Bearer ${await this.tokenOf(username)}` };
      return this.post({ query, variables }, { ...authorization, ...headers });
    };
    const gql: Client['gql'] = async (query, variables) => {
      const { body, status } = await raw(query, variables);
      if (body.errors || !body.data) throw new Error(`${status} ${JSON.stringify(body.errors ?? body, null, 2)}`);
      return body.data as never;
    };
    return { gql, raw };
  }

  private async post(payload: Json, headers: Record<string, string>): Promise<Answer> {
    const response = await this.app.inject({ method: 'POST', url: '/graphql', headers, payload });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  private tokenOf(username: string): Promise<string> {
    let token = this.tokens.get(username);
    if (!token) {
      token = this.signIn(username);
      this.tokens.set(username, token);
    }
    return token;
  }

  private async signIn(username: string): Promise<string> {
    const query = `mutation ($username: String!, $password: String!) {
      signIn(username: $username, password: $password) { ... on Session { token } ... on Problem { message } } }`;
    const { body } = await this.post({ query, variables: { username, password: PASSWORD } }, {});
    const token = (body.data?.['signIn'] as { token?: string } | undefined)?.token;
    if (token === undefined) throw new Error(`${username} cannot sign in: ${JSON.stringify(body)}`);
    return token;
  }
}
