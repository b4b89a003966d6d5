import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contents, channels, the log and its projection. */
export class Dictionary1765000004000 implements MigrationInterface {
  name = 'Dictionary1765000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const UP = `

-- TypeORM looks here for the expressions of generated columns; it stays empty, because the migrations are the truth about them.
CREATE TABLE IF NOT EXISTS typeorm_metadata (type varchar NOT NULL, database varchar, schema varchar, "table" varchar, name varchar, value text);
GRANT SELECT ON typeorm_metadata TO zidian_service;

-- An entry's timeline as RFC 8785 canonical JSON, by its SHA-256. The database recomputes the hash of what it is given.
CREATE TABLE content (
  hash bytea NOT NULL,
  body text NOT NULL,
  CONSTRAINT content_pk PRIMARY KEY (hash),
  CONSTRAINT content_hash_of_body CHECK (hash = sha256(convert_to(body, 'UTF8')))
);
CALL seal_table('content');

CREATE TABLE channel (
  code text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  ordinal integer NOT NULL,
  epoch text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT -1,
  head bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  CONSTRAINT channel_pk PRIMARY KEY (code),
  CONSTRAINT channel_ordinal UNIQUE (ordinal)
);
INSERT INTO channel (code, name, name_en, ordinal) VALUES
  ('TEST', '测试', 'Test', 1), ('PILOT', '试运行', 'Pilot', 2), ('PRODUCTION', '正式', 'Production', 3);

CREATE TABLE channel_version (
  channel text NOT NULL,
  version integer NOT NULL,
  epoch text NOT NULL,
  kind text NOT NULL,
  release text,
  sign_offs bytea NOT NULL,
  applied_by uuid,
  applied_at timestamptz(3) NOT NULL,
  rows_digest bytea NOT NULL,
  row_count integer NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT channel_version_pk PRIMARY KEY (channel, version),
  CONSTRAINT channel_version_hash UNIQUE (hash),
  CONSTRAINT channel_version_kind CHECK (kind IN ('RELEASE', 'EPOCH')),
  CONSTRAINT channel_version_lengths CHECK (octet_length(hash) = 32 AND octet_length(previous) = 32 AND octet_length(rows_digest) = 32),
  CONSTRAINT channel_version_channel_fk FOREIGN KEY (channel) REFERENCES channel (code)
);
CREATE INDEX channel_version_applied_at ON channel_version (channel, applied_at DESC);
CREATE INDEX channel_version_release ON channel_version (release);
CALL seal_table('channel_version');

-- The register of codes: once released, a code is burnt for ever. Two codes that a person cannot tell apart are one (folded).
CREATE TABLE entry (
  id integer GENERATED ALWAYS AS IDENTITY,
  dictionary text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  folded text COLLATE "C" NOT NULL,
  CONSTRAINT entry_pk PRIMARY KEY (id),
  CONSTRAINT entry_code UNIQUE (dictionary, code),
  CONSTRAINT entry_folded UNIQUE (dictionary, folded)
);
CALL seal_table('entry');

-- What a version wrote. A version without content made the entry absent again (only reversals, restores and syncs do that).
-- origins names the release of each row, in their order, with commas between: as an array it takes 26 bytes more.
CREATE TABLE entry_version (
  channel text NOT NULL,
  version integer NOT NULL,
  entry_id integer NOT NULL,
  content bytea,
  origins text NOT NULL,
  CONSTRAINT entry_version_pk PRIMARY KEY (channel, entry_id, version),
  CONSTRAINT entry_version_sealed_fk FOREIGN KEY (channel, version) REFERENCES channel_version (channel, version) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT entry_version_entry_fk FOREIGN KEY (entry_id) REFERENCES entry (id),
  CONSTRAINT entry_version_content_fk FOREIGN KEY (content) REFERENCES content (hash)
);
CREATE INDEX entry_version_version ON entry_version (channel, version);
CREATE INDEX entry_version_absent ON entry_version (channel, version) WHERE content IS NULL;
CALL seal_table('entry_version');

-- Nothing enters a version that is already sealed, nor one that is not the next.
CREATE FUNCTION refuse_sealed_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong integer;
BEGIN
  SELECT n.version INTO wrong FROM (SELECT DISTINCT channel, version FROM added) n JOIN channel c ON c.code = n.channel
    WHERE n.version <> c.version + 1 LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'zidian: version % is sealed or not the next', wrong USING ERRCODE = 'ZD002';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_version_into_next_only AFTER INSERT ON entry_version
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed_version();
ALTER TABLE entry_version ENABLE ALWAYS TRIGGER entry_version_into_next_only;

CREATE FUNCTION refuse_unchained_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
  SELECT version, channel.head INTO head FROM channel WHERE code = NEW.channel FOR UPDATE;
  IF NEW.version <> head.version + 1 OR NEW.previous <> head.head THEN
    RAISE EXCEPTION 'zidian: %@% does not follow the head', NEW.channel, NEW.version USING ERRCODE = 'ZD003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER channel_version_follows_head BEFORE INSERT ON channel_version FOR EACH ROW EXECUTE FUNCTION refuse_unchained_version();
ALTER TABLE channel_version ENABLE ALWAYS TRIGGER channel_version_follows_head;

-- A channel's head moves to its next sealed version and nowhere else.
CREATE FUNCTION refuse_unsealed_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.code <> OLD.code OR NEW.ordinal <> OLD.ordinal OR NOT EXISTS (
    SELECT FROM channel_version v WHERE v.channel = NEW.code AND v.version = NEW.version AND v.version = OLD.version + 1
      AND v.hash = NEW.head AND v.epoch = NEW.epoch) THEN
    RAISE EXCEPTION 'zidian: the head of % may only move to its next sealed version', OLD.code USING ERRCODE = 'ZD004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER channel_moves_to_sealed BEFORE UPDATE ON channel FOR EACH ROW EXECUTE FUNCTION refuse_unsealed_head();
ALTER TABLE channel ENABLE ALWAYS TRIGGER channel_moves_to_sealed;
CREATE TRIGGER channel_stays BEFORE DELETE ON channel FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE channel ENABLE ALWAYS TRIGGER channel_stays;

-- The projection of the log: what readers are given. It can be thrown away and rebuilt.
CREATE TABLE entry_head (
  channel text NOT NULL,
  entry_id integer NOT NULL,
  dictionary text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  content bytea NOT NULL,
  version integer NOT NULL,
  origins text[] NOT NULL,
  CONSTRAINT entry_head_pk PRIMARY KEY (channel, entry_id),
  CONSTRAINT entry_head_code UNIQUE (channel, dictionary, code),
  CONSTRAINT entry_head_entry_fk FOREIGN KEY (entry_id) REFERENCES entry (id),
  CONSTRAINT entry_head_content_fk FOREIGN KEY (content) REFERENCES content (hash)
);
-- Its rows one by one, key fields merged into the values, so that a filter at an instant is plain SQL.
CREATE TABLE head_row (
  channel text NOT NULL,
  entry_id integer NOT NULL,
  ordinal smallint NOT NULL,
  dictionary text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  valid_from timestamptz(3),
  valid_to timestamptz(3),
  retired boolean NOT NULL,
  row_values jsonb NOT NULL,
  name_key text COLLATE "C" GENERATED ALWAYS AS (lower(normalize(coalesce(row_values ->> 'name', code), NFKC) COLLATE "C")) STORED,
  input_key text COLLATE "C" GENERATED ALWAYS AS (lower((row_values ->> 'pinyin') COLLATE "C")) STORED,
  full_key text COLLATE "C" GENERATED ALWAYS AS (lower((row_values ->> 'pinyin_full') COLLATE "C")) STORED,
  wubi_key text COLLATE "C" GENERATED ALWAYS AS (lower((row_values ->> 'wubi') COLLATE "C")) STORED,
  CONSTRAINT head_row_pk PRIMARY KEY (channel, entry_id, ordinal)
);
CREATE INDEX head_row_dictionary ON head_row (channel, dictionary, code);
CREATE INDEX head_row_code ON head_row (channel, dictionary, lower(code) text_pattern_ops);
CREATE INDEX head_row_name ON head_row (channel, dictionary, name_key text_pattern_ops);
CREATE INDEX head_row_input ON head_row (channel, dictionary, input_key text_pattern_ops) WHERE input_key IS NOT NULL;
CREATE INDEX head_row_full ON head_row (channel, dictionary, full_key text_pattern_ops) WHERE full_key IS NOT NULL;
CREATE INDEX head_row_wubi ON head_row (channel, dictionary, wubi_key text_pattern_ops) WHERE wubi_key IS NOT NULL;
CREATE TABLE entry_reference (
  channel text NOT NULL,
  entry_id integer NOT NULL,
  ordinal smallint NOT NULL,
  field text NOT NULL,
  kind text NOT NULL,
  target_dictionary text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  must_exist boolean NOT NULL,
  valid_from timestamptz(3),
  valid_to timestamptz(3),
  CONSTRAINT entry_reference_pk PRIMARY KEY (channel, entry_id, ordinal, field, target_dictionary, target)
);
CREATE INDEX entry_reference_target ON entry_reference (channel, target_dictionary, target);

GRANT SELECT, INSERT ON content, entry, channel_version, entry_version TO zidian_service;
GRANT SELECT ON channel TO zidian_service;
GRANT UPDATE (epoch, version, head) ON channel TO zidian_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON entry_head, head_row, entry_reference TO zidian_service;
GRANT SELECT ON content, entry, channel, channel_version, entry_version, entry_head, head_row, entry_reference TO zidian_verifier;

`;

const DOWN = `

DROP TABLE IF EXISTS typeorm_metadata;
DROP TABLE entry_reference;
DROP TABLE head_row;
DROP TABLE entry_head;
DROP TABLE entry_version;
DROP TABLE entry;
DROP TABLE channel_version;
DROP TABLE channel;
DROP TABLE content;
DROP FUNCTION refuse_unsealed_head;
DROP FUNCTION refuse_unchained_version;
DROP FUNCTION refuse_sealed_version;

`;
