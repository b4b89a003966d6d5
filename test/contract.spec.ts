import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { DataSource } from 'typeorm';
import { useHospital } from './harness/hospital.js';

const SCHEMA = fileURLToPath(new URL('../schema.gql', import.meta.url));

describe('what is generated and committed', () => {
  const hospital = useHospital();

  it('schema.gql is what the code says', () => {
    const { schema } = hospital.app.get(GraphQLSchemaHost);
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    if (process.env['UPDATE_SCHEMA']) writeFileSync(SCHEMA, printed);
    expect(existsSync(SCHEMA) ? readFileSync(SCHEMA, 'utf8') : '').toBe(printed);
  });

  it('the migrations build exactly the entities', async () => {
    const entities = hospital.db.entityMetadatas.map((metadata) => metadata.target);
    const owner = await new DataSource({ type: 'postgres', url: hospital.ownerUrl, entities }).initialize();
    try {
      const drift = await owner.driver.createSchemaBuilder().log();
      expect(drift.upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });

  it('every table has an entity', async () => {
    const tables = await hospital.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'typeorm_metadata') ORDER BY 1`,
    );
    const known = new Set(hospital.db.entityMetadatas.map((metadata) => metadata.tableName));
    expect(tables.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });
});
