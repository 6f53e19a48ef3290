-- Imports over the API: an upload, its dry run, its run. The file lies sealed in the folder imports/, in pieces; no part of it stands here.

CREATE TABLE import_job (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	file       TEXT NOT NULL CHECK (length(file) <= 200),
	bytes      INTEGER NOT NULL,
	got        INTEGER NOT NULL,
	encoding   TEXT NOT NULL CHECK (encoding IN ('any', 'utf-8', 'gbk')),
	key_by     TEXT NOT NULL CHECK (key_by IN ('plate', 'vehicle', 'frame')),
	state      TEXT NOT NULL CHECK (state IN ('uploading', 'ready', 'checking', 'checked', 'running', 'stopped', 'done', 'undoing', 'undo_stopped', 'undone', 'discarded')),
	busy       INTEGER CHECK (busy = 1),
	kept       INTEGER NOT NULL CHECK (kept IN (0, 1)),
	run        INTEGER UNIQUE REFERENCES import_run (id),
	actor      INTEGER NOT NULL,
	by_actor   INTEGER NOT NULL,
	made_at    INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	why        TEXT NOT NULL DEFAULT '',
	detail     TEXT NOT NULL DEFAULT '',
	text_bytes INTEGER NOT NULL DEFAULT 0,
	off        INTEGER NOT NULL DEFAULT 0,
	rows_read  INTEGER NOT NULL DEFAULT 0,
	added      INTEGER NOT NULL DEFAULT 0,
	updated    INTEGER NOT NULL DEFAULT 0,
	unchanged  INTEGER NOT NULL DEFAULT 0,
	refused    INTEGER NOT NULL DEFAULT 0,
	warned     INTEGER NOT NULL DEFAULT 0,
	und_bikes  INTEGER NOT NULL DEFAULT 0,
	und_owners INTEGER NOT NULL DEFAULT 0,
	und_fields INTEGER NOT NULL DEFAULT 0,
	und_left   INTEGER NOT NULL DEFAULT 0,
	CHECK ((busy IS NOT NULL) = (state IN ('checking', 'running', 'undoing')))
) STRICT;
-- one at a time
CREATE UNIQUE INDEX import_job_busy ON import_job (busy);

-- What a dry run found, as import_row_error; of the newest one.
CREATE TABLE import_job_error (
	job   INTEGER NOT NULL REFERENCES import_job (id),
	n     INTEGER NOT NULL,
	line  INTEGER NOT NULL,
	off   INTEGER NOT NULL,
	len   INTEGER NOT NULL,
	field TEXT NOT NULL,
	code  TEXT NOT NULL,
	bike  INTEGER NOT NULL,
	PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;

-- What an undo left, because somebody has touched it since: field empty for a whole bike.
CREATE TABLE import_job_left (
	job   INTEGER NOT NULL REFERENCES import_job (id),
	n     INTEGER NOT NULL,
	bike  INTEGER NOT NULL REFERENCES bike (id),
	plate TEXT NOT NULL,
	field TEXT NOT NULL,
	PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;
