-- Theft cases, the watch list's changes, detections and alerts.

CREATE TABLE theft (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	number       TEXT NOT NULL UNIQUE,
	bike         INTEGER NOT NULL REFERENCES bike (id),
	tag          TEXT NOT NULL,
	plate        TEXT NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('reported', 'watched', 'located', 'recovered', 'withdrawn')),
	severity     INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	last_seen_at INTEGER NOT NULL,
	missing_at   INTEGER NOT NULL CHECK (missing_at >= last_seen_at),
	reported_at  INTEGER NOT NULL CHECK (reported_at >= missing_at),
	located_at   INTEGER,
	closed_at    INTEGER,
	lat_e7       INTEGER,
	lon_e7       INTEGER,
	place        TEXT NOT NULL DEFAULT '',
	note         TEXT NOT NULL DEFAULT '',
	officer      INTEGER NOT NULL REFERENCES account (id),
	ver          INTEGER NOT NULL DEFAULT 1,
	CHECK ((state IN ('recovered', 'withdrawn')) = (closed_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX theft_open ON theft (bike) WHERE state NOT IN ('recovered', 'withdrawn');
CREATE INDEX theft_state ON theft (state, id);

-- The last number given in a district on a day.
CREATE TABLE theft_number (
	district INTEGER NOT NULL,
	day      TEXT NOT NULL,
	n        INTEGER NOT NULL,
	PRIMARY KEY (district, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE theft_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	theft      INTEGER NOT NULL REFERENCES theft (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX theft_event_theft ON theft_event (theft, id);
CREATE TRIGGER theft_event_no_update BEFORE UPDATE ON theft_event BEGIN SELECT RAISE(ABORT, 'case events are never changed'); END;
CREATE TRIGGER theft_event_no_delete BEFORE DELETE ON theft_event BEGIN SELECT RAISE(ABORT, 'case events are never removed'); END;

-- Changes of the watch list in the order they were decided; id is the list's version. journaled 0: not yet told to the engines.
CREATE TABLE watch_change (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	theft     INTEGER NOT NULL REFERENCES theft (id),
	tag       TEXT NOT NULL,
	op        TEXT NOT NULL CHECK (op IN ('add', 'remove')),
	severity  INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	at        INTEGER NOT NULL,
	since     INTEGER NOT NULL,
	journaled INTEGER NOT NULL DEFAULT 0 CHECK (journaled IN (0, 1))
) STRICT;
CREATE INDEX watch_change_pending ON watch_change (id) WHERE journaled = 0;

CREATE TABLE alert (
	id             INTEGER PRIMARY KEY AUTOINCREMENT,
	theft          INTEGER NOT NULL REFERENCES theft (id),
	subject        TEXT NOT NULL,
	state          TEXT NOT NULL CHECK (state IN ('new', 'acked', 'closed')),
	severity       INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	late           INTEGER NOT NULL CHECK (late IN (0, 1)),
	count          INTEGER NOT NULL DEFAULT 1,
	first_heard_at INTEGER NOT NULL,
	last_heard_at  INTEGER NOT NULL,
	issued_at      INTEGER NOT NULL,
	number         TEXT NOT NULL,
	bike           INTEGER NOT NULL,
	plate          TEXT NOT NULL,
	station        INTEGER NOT NULL,
	station_name   TEXT NOT NULL,
	district       INTEGER NOT NULL,
	lat_e7         INTEGER,
	lon_e7         INTEGER,
	radius_m       INTEGER NOT NULL DEFAULT 0,
	acked_by       INTEGER,
	acked_name     TEXT NOT NULL DEFAULT '',
	acked_at       INTEGER,
	closed_at      INTEGER,
	ver            INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (theft, subject) WHERE state <> 'closed';
CREATE INDEX alert_theft ON alert (theft, id);

-- What the engine found, each once: (lsn, n) is the same at every replay of the journal.
CREATE TABLE detection (
	lsn      INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	theft    INTEGER NOT NULL,
	tag      TEXT NOT NULL,
	station  INTEGER NOT NULL,
	district INTEGER NOT NULL,
	heard_at INTEGER NOT NULL,
	recv_at  INTEGER NOT NULL,
	rssi     INTEGER NOT NULL,
	severity INTEGER NOT NULL,
	late     INTEGER NOT NULL CHECK (late IN (0, 1)),
	lat_e7   INTEGER,
	lon_e7   INTEGER,
	radius_m INTEGER NOT NULL DEFAULT 0,
	alert    INTEGER REFERENCES alert (id),
	PRIMARY KEY (lsn, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX detection_alert ON detection (alert);
