import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The hash-chained record of every state change. */
export class Audit1765000002000 implements MigrationInterface {
  name = 'Audit1765000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

CREATE TABLE audit_event (
  seq bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  actor_id uuid,
  action text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_event_pk PRIMARY KEY (seq),
  CONSTRAINT audit_event_hash_length CHECK (octet_length(hash) = 32 AND octet_length(previous) = 32)
);
CREATE INDEX audit_event_subject ON audit_event (subject, seq);
CREATE INDEX audit_event_actor ON audit_event (actor_id, seq);
CREATE TABLE audit_head (
  id smallint NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_head_pk PRIMARY KEY (id),
  CONSTRAINT audit_head_single CHECK (id = 1)
);
INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));
CALL seal_table('audit_event');
GRANT SELECT, INSERT ON audit_event TO zidian_service;
GRANT SELECT, UPDATE ON audit_head TO zidian_service;
GRANT SELECT ON audit_event, audit_head TO zidian_verifier;

`;

const DOWN = `

DROP TABLE audit_head;
DROP TABLE audit_event;

`;
