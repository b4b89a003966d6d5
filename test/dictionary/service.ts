import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { type Answer, useHospital } from '../harness/hospital.js';

type Json = Record<string, unknown>;

/** A hospital asked by somebody who may read every channel, and its database as the owner writes it. */
export interface Service {
  readonly app: NestFastifyApplication;
  readonly owner: DataSource;
  gql<T = Record<string, never>>(query: string, variables?: Json): Promise<T>;
  raw(query: string, variables?: Json, headers?: Record<string, string>): Promise<Answer>;
}

export function useService(env: Record<string, string> = {}): Service {
  const hospital = useHospital({ env });
  let owner: DataSource | undefined;
  beforeAll(async () => {
    owner = await new DataSource({ type: 'postgres', url: hospital.ownerUrl, extra: { max: 2 } }).initialize();
  });
  afterAll(() => owner?.destroy());
  return {
    get app() {
      return hospital.app;
    },
    get owner() {
      if (!owner) throw new Error('The database is open only while tests run.');
      return owner;
    },
    gql: (query, variables) => hospital.as('monitor').gql(query, variables),
    raw: (query, variables, headers) => hospital.as('monitor').raw(query, variables, headers),
  };
}
