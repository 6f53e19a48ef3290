-- Personal data and station keys are stored sealed (store/vault), audit rows are chained and name their subjects by pseudonyms.
-- The steps seal and chain the rows that are there; what they replace leaves with the next migration.
-- step: bike_seal station_seal audit_chain

-- ref: random, made with the row; a sealed value opens only with the ref of its row. p_owner_name and p_owner_phone hold sealed values now.
ALTER TABLE bike ADD COLUMN ref BLOB;
CREATE UNIQUE INDEX bike_ref ON bike (ref);

ALTER TABLE station ADD COLUMN ref BLOB;
ALTER TABLE station ADD COLUMN p_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX station_ref ON station (ref);

DROP TRIGGER audit_no_update;
DROP TRIGGER audit_no_delete;
DROP INDEX audit_actor;
DROP INDEX audit_verb;
ALTER TABLE audit RENAME TO audit_plain;

-- subject: 16 hexadecimal digits (keyed pseudonym), "#12" for what is nobody's (a station, an account), or empty. hash: docs/audit.md.
CREATE TABLE audit (
	id      INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	actor   INTEGER NOT NULL,
	roles   INTEGER NOT NULL,
	request INTEGER NOT NULL,
	verb    TEXT NOT NULL CHECK (length(verb) BETWEEN 3 AND 40),
	kind    TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
	subject TEXT NOT NULL CHECK (length(subject) <= 24),
	theft   INTEGER,
	detail  TEXT NOT NULL CHECK (length(detail) <= 400),
	hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_actor ON audit (actor, verb, subject, at);
CREATE INDEX audit_verb ON audit (verb, id);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;

-- The chain's end: the last row's id and hash. Written in the transaction of the row.
CREATE TABLE audit_head (
	one  TEXT PRIMARY KEY CHECK (one = 'end'),
	id   INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (one, id, hash) VALUES ('end', 0, x'0000000000000000000000000000000000000000000000000000000000000000');
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
	WHEN NEW.id < OLD.id BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;

-- Ends of the chain as they were told to the outside; 0: not told there yet.
CREATE TABLE audit_anchor (
	id      INTEGER PRIMARY KEY,
	hash    BLOB NOT NULL CHECK (length(hash) = 32),
	at      INTEGER NOT NULL,
	file_at INTEGER NOT NULL DEFAULT 0,
	url_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX audit_anchor_file ON audit_anchor (id) WHERE file_at = 0;
CREATE INDEX audit_anchor_url ON audit_anchor (id) WHERE url_at = 0;
