import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was signed: releases and the content they propose. */
export class Release1765000007000 implements MigrationInterface {
  name = 'Release1765000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

-- One counter a hospital year; a number given to a release that rolled back is a gap.
CREATE TABLE release_counter (
  year integer NOT NULL,
  last integer NOT NULL,
  CONSTRAINT release_counter_pk PRIMARY KEY (year)
);
CREATE TABLE release (
  number text NOT NULL,
  kind text NOT NULL,
  request_id uuid,
  digest bytea NOT NULL,
  evidence text NOT NULL,
  retroactive boolean NOT NULL,
  signed_at timestamptz(3) NOT NULL,
  CONSTRAINT release_pk PRIMARY KEY (number),
  CONSTRAINT release_request UNIQUE (request_id),
  CONSTRAINT release_request_fk FOREIGN KEY (request_id) REFERENCES change_request (id),
  CONSTRAINT release_kind CHECK (kind IN ('GENESIS', 'NORMAL', 'EMERGENCY', 'REVERSAL', 'RESTORE', 'SYNC')),
  CONSTRAINT release_number CHECK (number = 'GENESIS' OR number ~ '^R[0-9]{4}-[0-9]{4,}$'),
  CONSTRAINT release_of_a_request CHECK (request_id IS NOT NULL OR number = 'GENESIS'),
  CONSTRAINT release_digest_of_evidence CHECK (digest = sha256(convert_to(evidence, 'UTF8')))
);
CREATE INDEX release_signed_at ON release (signed_at, number);
CALL seal_table('release');

CREATE TABLE release_change (
  release text NOT NULL,
  ordinal integer NOT NULL,
  dictionary text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  base bytea,
  proposed bytea,
  begins_at timestamptz(3),
  CONSTRAINT release_change_pk PRIMARY KEY (release, dictionary, code),
  CONSTRAINT release_change_release_fk FOREIGN KEY (release) REFERENCES release (number),
  CONSTRAINT release_change_base_fk FOREIGN KEY (base) REFERENCES content (hash),
  CONSTRAINT release_change_proposed_fk FOREIGN KEY (proposed) REFERENCES content (hash),
  CONSTRAINT release_change_alters CHECK (base IS DISTINCT FROM proposed)
);
CREATE INDEX release_change_entry ON release_change (dictionary, code);
CALL seal_table('release_change');

ALTER TABLE channel_version ADD CONSTRAINT channel_version_release_fk FOREIGN KEY (release) REFERENCES release (number);
ALTER TABLE channel_version ADD CONSTRAINT channel_version_applied_by_fk FOREIGN KEY (applied_by) REFERENCES person (id);

-- The database asserts again what the core decided: a release is exactly what was in review, approved by someone who did not edit it.
CREATE FUNCTION refuse_unsigned_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.request_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM change_request r JOIN sign_off s ON s.request_id = r.id AND s.digest = r.digest AND s.decision = 'APPROVE'
    WHERE r.id = NEW.request_id AND r.digest = NEW.digest
      AND NOT EXISTS (SELECT FROM change_request_editor e WHERE e.request_id = r.id AND e.person_id = s.reviewer_id)) THEN
    RAISE EXCEPTION 'zidian: a release needs a sign-off of its digest' USING ERRCODE = 'ZD008';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_signed BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION refuse_unsigned_release();
ALTER TABLE release ENABLE ALWAYS TRIGGER release_signed;

-- A version writes nothing but what its release proposes, and nobody applies what they edited or signed.
CREATE FUNCTION refuse_foreign_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.release = 'GENESIS' THEN
    IF NEW.version <> 0 THEN RAISE EXCEPTION 'zidian: GENESIS founds a channel and nothing else' USING ERRCODE = 'ZD009'; END IF;
    RETURN NEW;
  END IF;
  IF EXISTS (
    SELECT FROM entry_version v JOIN entry e ON e.id = v.entry_id
    LEFT JOIN release_change c ON c.release = NEW.release AND c.dictionary = e.dictionary AND c.code = e.code
    WHERE v.channel = NEW.channel AND v.version = NEW.version AND (c.release IS NULL OR c.proposed IS DISTINCT FROM v.content)) THEN
    RAISE EXCEPTION 'zidian: version % of % holds what % does not propose', NEW.version, NEW.channel, NEW.release USING ERRCODE = 'ZD010';
  END IF;
  IF EXISTS (
    SELECT FROM release r
    WHERE r.number = NEW.release AND (
      EXISTS (SELECT FROM change_request_editor p WHERE p.request_id = r.request_id AND p.person_id = NEW.applied_by)
      OR EXISTS (SELECT FROM sign_off s WHERE s.request_id = r.request_id AND s.reviewer_id = NEW.applied_by))) THEN
    RAISE EXCEPTION 'zidian: nobody applies what they edited or signed' USING ERRCODE = 'ZD011';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER channel_version_is_its_release BEFORE INSERT ON channel_version FOR EACH ROW EXECUTE FUNCTION refuse_foreign_version();
ALTER TABLE channel_version ENABLE ALWAYS TRIGGER channel_version_is_its_release;

GRANT SELECT, INSERT, UPDATE ON release_counter TO zidian_service;
GRANT SELECT, INSERT ON release, release_change TO zidian_service;
GRANT SELECT ON release_counter, release, release_change TO zidian_verifier;

`;

const DOWN = `

DROP TRIGGER channel_version_is_its_release ON channel_version;
DROP FUNCTION refuse_foreign_version;
ALTER TABLE channel_version DROP CONSTRAINT channel_version_applied_by_fk;
ALTER TABLE channel_version DROP CONSTRAINT channel_version_release_fk;
DROP TABLE release_change;
DROP TABLE release;
DROP TABLE release_counter;
DROP FUNCTION refuse_unsigned_release;

`;
