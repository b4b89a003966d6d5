import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-offs: each one reviewer's decision about one digest. */
export class Review1765000006000 implements MigrationInterface {
  name = 'Review1765000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

CREATE TABLE sign_off (
  id uuid NOT NULL,
  request_id uuid NOT NULL,
  revision integer NOT NULL,
  digest bytea NOT NULL,
  reviewer_id uuid NOT NULL,
  role text NOT NULL,
  decision text NOT NULL,
  comment text,
  at timestamptz(3) NOT NULL,
  CONSTRAINT sign_off_pk PRIMARY KEY (id),
  CONSTRAINT sign_off_once UNIQUE (request_id, digest, reviewer_id, role),
  CONSTRAINT sign_off_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT sign_off_reviewer_fk FOREIGN KEY (reviewer_id) REFERENCES person (id),
  CONSTRAINT sign_off_decision CHECK (decision IN ('APPROVE', 'REQUEST_CHANGES', 'REJECT'))
);
CALL seal_table('sign_off');

-- The database asserts again what the core decided: nobody signs what they edited, no machine signs, and only what lies in review.
CREATE FUNCTION refuse_unfit_sign_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM change_request_editor e WHERE e.request_id = NEW.request_id AND e.person_id = NEW.reviewer_id) THEN
    RAISE EXCEPTION 'zidian: an editor cannot sign' USING ERRCODE = 'ZD005';
  END IF;
  IF EXISTS (SELECT FROM person p WHERE p.id = NEW.reviewer_id AND p.machine) THEN
    RAISE EXCEPTION 'zidian: a machine cannot sign' USING ERRCODE = 'ZD006';
  END IF;
  IF NOT EXISTS (SELECT FROM change_request r WHERE r.id = NEW.request_id AND r.status = 'IN_REVIEW' AND r.digest = NEW.digest AND r.revision = NEW.revision) THEN
    RAISE EXCEPTION 'zidian: only the digest in review can be signed' USING ERRCODE = 'ZD007';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sign_off_fit BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION refuse_unfit_sign_off();
ALTER TABLE sign_off ENABLE ALWAYS TRIGGER sign_off_fit;

GRANT SELECT, INSERT ON sign_off TO zidian_service;
GRANT SELECT ON sign_off TO zidian_verifier;

`;

const DOWN = `

DROP TABLE sign_off;
DROP FUNCTION refuse_unfit_sign_off;

`;
