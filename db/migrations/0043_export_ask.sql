-- A large list out of the register wants a second person (export.alone_rows): who asked for which list and what for, who decided, and the run it was used for.

-- filter: coded as in export_run. n: rows when it was asked. A grant is for one file and runs out; nothing is ever removed.
CREATE TABLE export_ask (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	account    INTEGER NOT NULL,
	area       TEXT NOT NULL,
	asked_at   INTEGER NOT NULL,
	purpose    TEXT NOT NULL,
	ref        TEXT NOT NULL,
	filter     TEXT NOT NULL,
	n          INTEGER NOT NULL CHECK (n > 0),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn', 'used')),
	decided_by INTEGER CHECK (decided_by <> account),
	decided_at INTEGER,
	expires_at INTEGER,
	note       TEXT NOT NULL DEFAULT '',
	run        INTEGER REFERENCES export_run (id),
	CHECK (state NOT IN ('granted', 'refused', 'used') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
	CHECK (state NOT IN ('granted', 'used') OR expires_at IS NOT NULL),
	CHECK ((state = 'used') = (run IS NOT NULL))
) STRICT;
CREATE INDEX export_ask_account ON export_ask (account, id);
CREATE INDEX export_ask_open ON export_ask (id) WHERE state = 'asked';
