import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Proposals: requests, their changes, editors, discussion and attachments. */
export class ChangeRequest1765000005000 implements MigrationInterface {
  name = 'ChangeRequest1765000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

CREATE SEQUENCE change_request_number;
CREATE TABLE change_request (
  id uuid NOT NULL,
  number text NOT NULL,
  title text NOT NULL,
  reason text NOT NULL,
  status text NOT NULL DEFAULT 'DRAFT',
  revision integer NOT NULL DEFAULT 1,
  digest bytea NOT NULL,
  evidence text,
  urgency text NOT NULL DEFAULT 'ROUTINE',
  retroactive boolean NOT NULL DEFAULT false,
  policy_document text,
  valid_from timestamptz(3),
  builds_on text[] NOT NULL DEFAULT '{}',
  author_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  submitted_at timestamptz(3),
  due_at timestamptz(3),
  closed_at timestamptz(3),
  CONSTRAINT change_request_pk PRIMARY KEY (id),
  CONSTRAINT change_request_number_once UNIQUE (number),
  CONSTRAINT change_request_author_fk FOREIGN KEY (author_id) REFERENCES person (id),
  CONSTRAINT change_request_status CHECK (status IN ('DRAFT', 'IN_REVIEW', 'CHANGES_REQUESTED', 'SIGNED', 'REJECTED', 'WITHDRAWN', 'SUPERSEDED')),
  CONSTRAINT change_request_urgency CHECK (urgency IN ('ROUTINE', 'EMERGENCY')),
  CONSTRAINT change_request_evidence_when_submitted CHECK (status NOT IN ('IN_REVIEW', 'SIGNED') OR evidence IS NOT NULL)
);
CREATE INDEX change_request_status_due ON change_request (status, due_at);
CREATE INDEX change_request_author ON change_request (author_id);

-- Whoever edited any revision; never forgotten.
CREATE TABLE change_request_editor (
  request_id uuid NOT NULL,
  person_id uuid NOT NULL,
  first_revision integer NOT NULL,
  CONSTRAINT change_request_editor_pk PRIMARY KEY (request_id, person_id),
  CONSTRAINT change_request_editor_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT change_request_editor_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
);
CALL seal_table('change_request_editor');

CREATE TABLE change (
  id uuid NOT NULL,
  request_id uuid NOT NULL,
  ordinal integer NOT NULL,
  dictionary text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  operation text NOT NULL,
  set_values text,
  valid_from timestamptz(3),
  until text NOT NULL DEFAULT 'NEXT_ROW',
  valid_to timestamptz(3),
  replaced_by text,
  reason text,
  base bytea,
  proposed bytea NOT NULL,
  begins_at timestamptz(3),
  cosmetic boolean NOT NULL DEFAULT false,
  disputed boolean NOT NULL DEFAULT false,
  CONSTRAINT change_pk PRIMARY KEY (id),
  CONSTRAINT change_ordinal UNIQUE (request_id, ordinal),
  CONSTRAINT change_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT change_base_fk FOREIGN KEY (base) REFERENCES content (hash),
  CONSTRAINT change_proposed_fk FOREIGN KEY (proposed) REFERENCES content (hash),
  CONSTRAINT change_operation CHECK (operation IN ('SET', 'RETIRE')),
  CONSTRAINT change_until CHECK (until IN ('NEXT_ROW', 'OPEN', 'AT')),
  CONSTRAINT change_alters CHECK (base IS DISTINCT FROM proposed)
);
CREATE INDEX change_entry ON change (dictionary, code);

CREATE TABLE discussion (
  id uuid NOT NULL,
  request_id uuid NOT NULL,
  author_id uuid NOT NULL,
  text text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT discussion_pk PRIMARY KEY (id),
  CONSTRAINT discussion_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT discussion_author_fk FOREIGN KEY (author_id) REFERENCES person (id)
);
CREATE INDEX discussion_request ON discussion (request_id, at);
CALL seal_table('discussion');

CREATE TABLE attachment (
  id uuid NOT NULL,
  request_id uuid NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  media_type text NOT NULL,
  size integer NOT NULL,
  sha256 bytea NOT NULL,
  bytes bytea NOT NULL,
  uploaded_by uuid NOT NULL,
  uploaded_at timestamptz(3) NOT NULL DEFAULT now(),
  removed_at timestamptz(3),
  CONSTRAINT attachment_pk PRIMARY KEY (id),
  CONSTRAINT attachment_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT attachment_by_fk FOREIGN KEY (uploaded_by) REFERENCES person (id),
  CONSTRAINT attachment_purpose CHECK (purpose IN ('MINUTES', 'DOCUMENT', 'OTHER')),
  CONSTRAINT attachment_is_its_bytes CHECK (sha256 = sha256(bytes) AND size = octet_length(bytes))
);
CREATE INDEX attachment_request ON attachment (request_id);

GRANT USAGE ON SEQUENCE change_request_number TO zidian_service;
GRANT SELECT, INSERT, UPDATE ON change_request TO zidian_service;
GRANT SELECT, INSERT ON change_request_editor, discussion TO zidian_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON change TO zidian_service;
GRANT SELECT, INSERT ON attachment TO zidian_service;
GRANT UPDATE (removed_at) ON attachment TO zidian_service;
GRANT SELECT ON change_request, change_request_editor, change, discussion, attachment TO zidian_verifier;

`;

const DOWN = `

DROP TABLE attachment;
DROP TABLE discussion;
DROP TABLE change;
DROP TABLE change_request_editor;
DROP TABLE change_request;
DROP SEQUENCE change_request_number;

`;
