-- Imports of whole files: what each run made, so that it can go on after a crash and be taken back; and the phones' indexes.

-- One index finds by phone without a look at the rows, and never walks: with (owner, x_phone) PostgreSQL, planning while the table was empty,
-- read all of it for every phone (an import of 2,000 bikes took 140 s).
DROP INDEX owner_phone_once;
DROP INDEX owner_phone_find;
CREATE UNIQUE INDEX owner_phone_once ON owner_phone (x_phone, owner) WHERE until IS NULL;
CREATE INDEX owner_phone_owner ON owner_phone (owner);

CREATE INDEX owner_login_owner ON owner_login (owner);

CREATE TABLE import_run (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	file       TEXT NOT NULL CHECK (length(file) <= 200),
	file_sha   BLOB NOT NULL CHECK (length(file_sha) = 32),
	bytes      INTEGER NOT NULL,
	key_by     TEXT NOT NULL CHECK (key_by IN ('plate', 'vehicle', 'frame')),
	encoding   TEXT NOT NULL CHECK (encoding IN ('utf-8', 'gbk')),
	state      TEXT NOT NULL CHECK (state IN ('running', 'done', 'undoing', 'undone')),
	actor      INTEGER NOT NULL,
	started_at INTEGER NOT NULL,
	ended_at   INTEGER
) STRICT;

-- What one transaction of a run did: the rows up to off are behind it. Numbers of bikes and owners are in a row, first > last: none.
CREATE TABLE import_batch (
	run         INTEGER NOT NULL REFERENCES import_run (id),
	n           INTEGER NOT NULL,
	line        INTEGER NOT NULL,
	off         INTEGER NOT NULL,
	first_bike  INTEGER NOT NULL,
	last_bike   INTEGER NOT NULL,
	first_owner INTEGER NOT NULL,
	last_owner  INTEGER NOT NULL,
	rows_read   INTEGER NOT NULL,
	added       INTEGER NOT NULL,
	updated     INTEGER NOT NULL,
	unchanged   INTEGER NOT NULL,
	refused     INTEGER NOT NULL,
	warned      INTEGER NOT NULL,
	undone_at   INTEGER,
	PRIMARY KEY (run, n)
) STRICT, WITHOUT ROWID;

-- Fields of bikes that were there already, as the run found and wrote them. No personal data.
CREATE TABLE import_change (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	run       INTEGER NOT NULL REFERENCES import_run (id),
	n         INTEGER NOT NULL,
	line      INTEGER NOT NULL,
	bike      INTEGER NOT NULL REFERENCES bike (id),
	field     TEXT NOT NULL,
	old       TEXT NOT NULL,
	new       TEXT NOT NULL,
	undone_at INTEGER
) STRICT;
CREATE INDEX import_change_run ON import_change (run, n);

-- Where a row of the file was refused or taken with a doubt; the row itself stays in the file.
CREATE TABLE import_row_error (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	run    INTEGER NOT NULL REFERENCES import_run (id),
	n      INTEGER NOT NULL,
	line   INTEGER NOT NULL,
	off    INTEGER NOT NULL,
	len    INTEGER NOT NULL,
	field  TEXT NOT NULL,
	code   TEXT NOT NULL,
	level  TEXT NOT NULL CHECK (level IN ('refused', 'doubt')),
	bike   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX import_row_error_run ON import_row_error (run, id);
