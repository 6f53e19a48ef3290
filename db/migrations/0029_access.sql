-- Why an officer may see a tag's way: who works on a case besides its officer, requests that another person decides, which bikes were looked at on a
-- day, what an auditor finds in the looks, and the sample of looks that is reviewed.

CREATE TABLE access_helper (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	theft    INTEGER NOT NULL REFERENCES theft (id),
	account  INTEGER NOT NULL REFERENCES account (id),
	added_by INTEGER NOT NULL REFERENCES account (id),
	added_at INTEGER NOT NULL,
	ended_by INTEGER,
	ended_at INTEGER,
	CHECK (added_by <> account)
) STRICT;
CREATE UNIQUE INDEX access_helper_now ON access_helper (theft, account) WHERE ended_at IS NULL;

-- kind "bike": the way of a bike without a case. kind "case": of a case's bike, the part that is older than the case officer may see alone.
CREATE TABLE access_request (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	kind       TEXT NOT NULL CHECK (kind IN ('bike', 'case')),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
	asker      INTEGER NOT NULL REFERENCES account (id),
	area       TEXT NOT NULL,
	purpose    TEXT NOT NULL,
	reference  TEXT NOT NULL,
	reason     TEXT NOT NULL,
	bike       INTEGER NOT NULL REFERENCES bike (id),
	theft      INTEGER REFERENCES theft (id),
	from_at    INTEGER NOT NULL,
	to_at      INTEGER NOT NULL,
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER REFERENCES account (id),
	decided_at INTEGER,
	expires_at INTEGER,
	used_at    INTEGER,
	note       TEXT NOT NULL DEFAULT '',
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK (from_at < to_at),
	CHECK ((kind = 'case') = (theft IS NOT NULL)),
	CHECK (decided_by IS NULL OR decided_by <> asker),
	CHECK ((state = 'approved') = (expires_at IS NOT NULL)),
	CHECK (state <> 'approved' OR decided_by IS NOT NULL)
) STRICT;
CREATE INDEX access_request_asker ON access_request (asker, id);
CREATE INDEX access_request_open ON access_request (id) WHERE state = 'asked';

-- Which bikes an account has looked at on a civil day (+08:00): what the quota counts.
CREATE TABLE access_seen (
	account INTEGER NOT NULL,
	day     INTEGER NOT NULL,
	bike    INTEGER NOT NULL,
	PRIMARY KEY (account, day, bike)
) STRICT, WITHOUT ROWID;

-- Looks under a case, and whether its owner has been told of them since it closed.
CREATE TABLE access_case (
	theft    INTEGER PRIMARY KEY REFERENCES theft (id),
	looks    INTEGER NOT NULL,
	first_at INTEGER NOT NULL,
	last_at  INTEGER NOT NULL,
	told_at  INTEGER
) STRICT;
CREATE INDEX access_case_untold ON access_case (theft) WHERE told_at IS NULL;

CREATE TABLE access_finding (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	kind      TEXT NOT NULL CHECK (kind IN ('borrowed', 'drip', 'off_duty', 'repeat', 'transfer', 'refused')),
	account   INTEGER NOT NULL,
	area      TEXT NOT NULL,
	subject   INTEGER NOT NULL,
	theft     INTEGER,
	first_at  INTEGER NOT NULL,
	last_at   INTEGER NOT NULL,
	looks     INTEGER NOT NULL,
	found_at  INTEGER NOT NULL,
	state     TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'fine', 'misuse')),
	closed_by INTEGER,
	closed_at INTEGER,
	note      TEXT NOT NULL DEFAULT '',
	CHECK (closed_by IS NULL OR closed_by <> account)
) STRICT;
CREATE INDEX access_finding_of ON access_finding (account, kind, subject, last_at);

-- The sample of a month (months since year 0: 12 * y + m - 1), drawn at random after its end.
CREATE TABLE access_month (
	month INTEGER PRIMARY KEY,
	looks INTEGER NOT NULL,
	drawn INTEGER NOT NULL
) STRICT;
CREATE TABLE access_sample (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	month       INTEGER NOT NULL,
	audit       INTEGER NOT NULL UNIQUE,
	at          INTEGER NOT NULL,
	verb        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	account     INTEGER NOT NULL,
	area        TEXT NOT NULL,
	theft       INTEGER,
	state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'fine', 'misuse')),
	reviewed_by INTEGER,
	reviewed_at INTEGER,
	note        TEXT NOT NULL DEFAULT '',
	CHECK (reviewed_by IS NULL OR reviewed_by <> account)
) STRICT;

-- How far the search for patterns has read the audit.
CREATE TABLE access_mark (
	one   TEXT PRIMARY KEY,
	audit INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO access_mark (one, audit) SELECT 'read', id FROM audit_head WHERE one = 'end';

-- A register that begins now shows a track to the case's own people only; one that is at work keeps what it has, until its policy is changed.
UPDATE policy SET value = '1' WHERE key = 'case.trail_assigned_only' AND from_day = '2017-11-09' AND NOT EXISTS (SELECT 1 FROM account);
