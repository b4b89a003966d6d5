import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons, their accounts, roles, sessions and API keys; secrets only as hashes. */
export class Identity1765000003000 implements MigrationInterface {
  name = 'Identity1765000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

CREATE TABLE person (
  id uuid NOT NULL,
  staff_number text NOT NULL,
  name text NOT NULL,
  machine boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT person_pk PRIMARY KEY (id),
  CONSTRAINT person_staff_number UNIQUE (staff_number),
  -- The id that stands for nobody must never be somebody's.
  CONSTRAINT person_is_somebody CHECK (id <> '00000000-0000-0000-0000-000000000000')
);
CREATE TABLE account (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  username text NOT NULL,
  folded text NOT NULL,
  password_hash text NOT NULL,
  locked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT account_pk PRIMARY KEY (id),
  CONSTRAINT account_username UNIQUE (folded),
  CONSTRAINT account_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
);
CREATE TABLE role_grant (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  scope text NOT NULL DEFAULT '',
  granted_by uuid,
  granted_at timestamptz(3) NOT NULL DEFAULT now(),
  revoked_at timestamptz(3),
  CONSTRAINT role_grant_pk PRIMARY KEY (id),
  CONSTRAINT role_grant_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT role_grant_by_fk FOREIGN KEY (granted_by) REFERENCES person (id),
  CONSTRAINT role_grant_not_to_oneself CHECK (granted_by IS NULL OR granted_by <> person_id)
);
CREATE UNIQUE INDEX role_grant_once ON role_grant (person_id, role, scope) WHERE revoked_at IS NULL;
CREATE TABLE session (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  CONSTRAINT session_pk PRIMARY KEY (token_hash),
  CONSTRAINT session_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX session_account ON session (account_id);
CREATE TABLE api_key (
  key_hash bytea NOT NULL,
  person_id uuid NOT NULL,
  channels text[] NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  revoked_at timestamptz(3),
  CONSTRAINT api_key_pk PRIMARY KEY (key_hash),
  CONSTRAINT api_key_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT api_key_by_fk FOREIGN KEY (created_by) REFERENCES person (id)
);
CREATE TABLE sign_in_throttle (
  key text NOT NULL,
  failures integer NOT NULL,
  window_ends_at timestamptz(3) NOT NULL,
  CONSTRAINT sign_in_throttle_pk PRIMARY KEY (key)
);
CREATE INDEX sign_in_throttle_end ON sign_in_throttle (window_ends_at);
GRANT SELECT, INSERT ON person TO zidian_service;
GRANT SELECT, INSERT, UPDATE ON account, role_grant, session, api_key TO zidian_service;
-- Sessions long over may go: the audit keeps that they were.
GRANT DELETE ON session TO zidian_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttle TO zidian_service;
GRANT SELECT ON person, role_grant TO zidian_verifier;

`;

const DOWN = `

DROP TABLE sign_in_throttle;
DROP TABLE api_key;
DROP TABLE session;
DROP TABLE role_grant;
DROP TABLE account;
DROP TABLE person;

`;
