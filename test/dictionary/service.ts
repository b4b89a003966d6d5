import { readdirSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { DictionaryModule } from '../../src/dictionary/dictionary.module.js';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { migrate } from '../../src/platform/migrations.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { type Answer, testConfig } from '../harness/hospital.js';
import { dropDatabase, emptyDatabase } from '../harness/template.js';

type Json = Record<string, unknown>;

export interface Service {
  readonly app: NestFastifyApplication;
  readonly owner: DataSource;
  gql<T = Record<string, never>>(query: string, variables?: Json): Promise<T>;
  raw(query: string, variables?: Json, headers?: Record<string, string>): Promise<Answer>;
}

const SOURCES = new URL('../../src/', import.meta.url);

/** Identity and dictionaries without GENESIS, on a database of their own. */
export function useService(env: Record<string, string> = {}): Service {
  const open: { app?: NestFastifyApplication; owner?: DataSource; url?: string } = {};
  beforeAll(async () => {
    open.url = await emptyDatabase();
    await migrate(open.url);
    open.owner = await new DataSource({
      type: 'postgres',
      url: open.url,
      extra: { options: '-c TimeZone=UTC' },
    }).initialize();
    open.app = await startOn(open.url, env);
  });
  afterAll(async () => {
    await open.app?.close();
    await open.owner?.destroy();
    if (open.url !== undefined) await dropDatabase(open.url);
  });
  const raw: Service['raw'] = async (query, variables = {}, headers = {}) => {
    const { app } = open;
    if (!app) throw new Error('The service is open only while tests run.');
    const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  };
  return {
    get app() {
      return open.app as NestFastifyApplication;
    },
    get owner() {
      return open.owner as DataSource;
    },
    raw,
    gql: async (query, variables) => {
      const { body, status } = await raw(query, variables);
      if (body.errors || !body.data) throw new Error(`${status} ${JSON.stringify(body.errors ?? body, null, 2)}`);
      return body.data as never;
    },
  };
}

/** The tables refer to one another across modules, so TypeORM wants to know all of them. */
async function allEntities(): Promise<(new () => object)[]> {
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.entity.ts')) await import(new URL(file, SOURCES).href);
  }
  return getMetadataArgsStorage().tables.map(({ target }) => target as new () => object);
}

export async function startOn(serviceUrl: string, env: Record<string, string> = {}): Promise<NestFastifyApplication> {
  @Module({
    imports: [
      PlatformModule.with({ config: testConfig({ ...env, ZIDIAN_ANONYMOUS_READ: 'true' }), serviceUrl }),
      IdentityModule,
      DictionaryModule,
      TypeOrmModule.forFeature(await allEntities()),
    ],
  })
  class Reading {}
  const app = await NestFactory.create<NestFastifyApplication>(Reading, new FastifyAdapter(), {
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
