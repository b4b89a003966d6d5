import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, the seal of append-only tables, and the memory of idempotent mutations. */
export class Platform1765000001000 implements MigrationInterface {
  name = 'Platform1765000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

-- The service reads everything, appends where the model appends, and updates only what has a lifecycle. The verifier only reads.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zidian_service') THEN CREATE ROLE zidian_service NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zidian_verifier') THEN CREATE ROLE zidian_verifier NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'zidian: % of % is refused: the table is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'ZD001';
END $$;

-- Seals a table: rows can be added, never altered, deleted or truncated, whoever asks.
CREATE PROCEDURE seal_table(name text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_no_truncate', name);
  EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_append_only');
  EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_no_truncate');
END $$;

CREATE TABLE idempotency_key (
  actor_id uuid NOT NULL,
  key text NOT NULL,
  operation text NOT NULL,
  request_digest bytea NOT NULL,
  outcome jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_key_pk PRIMARY KEY (actor_id, key),
  CONSTRAINT idempotency_key_length CHECK (length(key) BETWEEN 1 AND 200)
);
GRANT SELECT, INSERT, UPDATE ON idempotency_key TO zidian_service;
GRANT SELECT ON idempotency_key TO zidian_verifier;

`;

const DOWN = `

DROP TABLE idempotency_key;
DROP PROCEDURE seal_table;
DROP FUNCTION refuse_change;

`;
