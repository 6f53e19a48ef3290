-- Units, roles as the register needs them, second factors, grants by two, owners' log-in, messages.

-- path is '/1/4/9/': the ids from the root down to the unit itself. A unit keeps its place for ever; it is closed, never removed.
CREATE TABLE unit (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	parent     INTEGER REFERENCES unit (id),
	kind       TEXT NOT NULL CHECK (kind IN ('bureau', 'branch', 'precinct', 'site', 'operator', 'insurer', 'traffic')),
	code       TEXT NOT NULL DEFAULT '' CHECK (length(code) <= 32),
	name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
	path       TEXT NOT NULL DEFAULT '',
	closed_at  INTEGER,
	created_at INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((kind IN ('branch', 'precinct', 'site')) = (parent IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX unit_code ON unit (code) WHERE code <> '';
CREATE UNIQUE INDEX unit_path ON unit (path) WHERE path <> '';
CREATE INDEX unit_parent ON unit (parent);
-- the bureau every installation has; 'yanzhen unit import' gives it its name and code
INSERT INTO unit (parent, kind, name, path, created_at) VALUES (NULL, 'bureau', '本局', '/1/', 0);

-- roles: 8126 are all of staff; 16 sysadmin, 32 auditor and 4096 secadmin exclude each other and every other role.
-- totp is the sealed secret of the second factor ('': none, nobody can log in), totp_step the last step whose code was taken.
CREATE TABLE account_new (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	ref         BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	name        TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 2 AND 32),
	display     TEXT NOT NULL CHECK (length(display) BETWEEN 1 AND 64),
	unit        INTEGER NOT NULL REFERENCES unit (id),
	password    TEXT NOT NULL,
	must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
	totp        TEXT NOT NULL DEFAULT '',
	totp_step   INTEGER NOT NULL DEFAULT 0,
	roles       INTEGER NOT NULL CHECK (roles >= 0 AND (roles & ~8126) = 0 AND ((roles & 4144) = 0 OR roles IN (16, 32, 4096))),
	disabled    INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
	created_at  INTEGER NOT NULL,
	ver         INTEGER NOT NULL DEFAULT 1
) STRICT;
-- An officer of before is officer and case officer now. Who was administrator beside other things stays administrator only; who was
-- auditor beside other things stays what else he was. All need a second factor first: 'yanzhen account totp-reset NAME'.
INSERT INTO account_new (id, ref, name, display, unit, password, roles, disabled, created_at, ver)
	SELECT id, randomblob(16), name, display, 1, password,
		CASE WHEN (roles & 16) <> 0 THEN 16 WHEN roles = 32 THEN 32
		     ELSE (roles & 14) | CASE WHEN (roles & 2) <> 0 THEN 128 ELSE 0 END END,
		disabled, created_at, ver FROM account;
DROP TABLE account;
ALTER TABLE account_new RENAME TO account;
CREATE INDEX account_unit ON account (unit);
UPDATE outbox SET roles = roles | 128 WHERE (roles & 2) <> 0;

-- Sessions of before were begun without a second factor: none is taken over. ended says why a token no longer counts.
DROP TABLE session;
CREATE TABLE session (
	token_sha  BLOB PRIMARY KEY CHECK (length(token_sha) = 32),
	account    INTEGER NOT NULL REFERENCES account (id),
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL,
	stepup_at  INTEGER NOT NULL DEFAULT 0,
	ended      TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'logout', 'elsewhere', 'password', 'disabled'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX session_live ON session (account) WHERE ended = '';
CREATE INDEX session_created ON session (created_at);

-- What a system administrator asks for an account and a security administrator decides: a role more or less, another unit, a new
-- second factor. The two are different persons, and neither decides for himself.
CREATE TABLE role_grant (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	account    INTEGER NOT NULL REFERENCES account (id),
	op         TEXT NOT NULL CHECK (op IN ('add', 'remove', 'move', 'totp')),
	role       TEXT NOT NULL DEFAULT '' CHECK (role IN ('', 'officer', 'case_officer', 'clerk', 'traffic', 'adjuster', 'insurer', 'engineer',
	                                                    'leader', 'sysadmin', 'secadmin', 'auditor')),
	unit       INTEGER REFERENCES unit (id),
	reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 4 AND 200),
	state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused', 'withdrawn', 'collected')),
	asked_by   INTEGER NOT NULL REFERENCES account (id),
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER REFERENCES account (id),
	decided_at INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((op IN ('add', 'remove')) = (role <> '')),
	CHECK ((op = 'move') = (unit IS NOT NULL)),
	CHECK ((state IN ('approved', 'refused', 'collected')) = (decided_by IS NOT NULL)),
	CHECK (decided_by <> asked_by AND decided_by <> account AND asked_by <> account)
) STRICT;
CREATE UNIQUE INDEX role_grant_open ON role_grant (account, op, role) WHERE state = 'open';
CREATE INDEX role_grant_state ON role_grant (state, id);

-- Citizens who may log in, by the blind index of their phone; one current code a phone; how often was asked, by hashes.
CREATE TABLE owner_login (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	x_phone    BLOB NOT NULL UNIQUE CHECK (length(x_phone) = 16),
	owner      INTEGER NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE owner_code (
	x_phone  BLOB PRIMARY KEY CHECK (length(x_phone) = 16),
	code_mac BLOB NOT NULL CHECK (length(code_mac) = 32),
	made_at  INTEGER NOT NULL,
	tries    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_code_made ON owner_code (made_at);
CREATE TABLE owner_rate (
	key_sha BLOB PRIMARY KEY CHECK (length(key_sha) = 32),
	n       INTEGER NOT NULL,
	since   INTEGER NOT NULL,
	last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_rate_last ON owner_rate (last_at);
CREATE TABLE owner_session (
	token_sha  BLOB PRIMARY KEY CHECK (length(token_sha) = 32),
	login      INTEGER NOT NULL REFERENCES owner_login (id),
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_session_login ON owner_session (login);
CREATE INDEX owner_session_created ON owner_session (created_at);

-- Messages to phones. 'void' ones go to nobody: they are written so that asking for a code costs the same whoever asks.
CREATE TABLE message (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind       TEXT NOT NULL CHECK (kind IN ('owner_code')),
	p_phone    TEXT NOT NULL,
	p_text     TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'void')),
	tries      INTEGER NOT NULL DEFAULT 0,
	next_at    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	sent_at    INTEGER
) STRICT;
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';
CREATE INDEX message_created ON message (created_at);
