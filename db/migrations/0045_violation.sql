-- Violations: what the junction stations, a camera or an officer caught; what an officer decided of it; what it counts. Nothing counts before a person confirmed it.

-- The dictionary of violations (GA/T 16.31 and local codes), dated: a code's row counts from from_day on, until until_day.
CREATE TABLE violation_code (
	code      TEXT NOT NULL CHECK (length(code) BETWEEN 4 AND 8),
	from_day  TEXT NOT NULL,
	until_day TEXT NOT NULL DEFAULT '',
	kind      TEXT NOT NULL CHECK (kind IN ('red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other')),
	name_zh   TEXT NOT NULL CHECK (length(name_zh) > 0),
	name_en   TEXT NOT NULL CHECK (length(name_en) > 0),
	basis_zh  TEXT NOT NULL CHECK (length(basis_zh) > 0),
	fine_min_fen INTEGER NOT NULL CHECK (fine_min_fen >= 0),
	fine_max_fen INTEGER NOT NULL CHECK (fine_max_fen >= fine_min_fen),
	PRIMARY KEY (code, from_day)
) STRICT, WITHOUT ROWID;

-- Grounds on which a capture is dismissed or a violation cancelled. who: at which steps it may be named.
CREATE TABLE violation_ground (
	ground  TEXT PRIMARY KEY CHECK (length(ground) > 0),
	dismiss INTEGER NOT NULL CHECK (dismiss IN (0, 1)),
	revoke  INTEGER NOT NULL CHECK (revoke IN (0, 1)),
	place   INTEGER NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	basis_zh TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE violation (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	number      TEXT NOT NULL UNIQUE,
	kind        TEXT NOT NULL CHECK (kind IN ('red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other')),
	source      TEXT NOT NULL CHECK (source IN ('radio', 'camera', 'officer', 'import')),
	source_key  TEXT NOT NULL UNIQUE,
	state       TEXT NOT NULL CHECK (state IN ('captured', 'screened', 'confirmed', 'dismissed', 'lapsed', 'notified', 'acknowledged', 'appealed', 'upheld', 'revoked')),
	unit_id     INTEGER NOT NULL REFERENCES unit (id),
	path        TEXT NOT NULL,
	junction    INTEGER REFERENCES junction (id),
	arm         TEXT NOT NULL DEFAULT '',
	place       TEXT NOT NULL DEFAULT '',
	at          INTEGER NOT NULL,
	err_ms      INTEGER NOT NULL DEFAULT 0 CHECK (err_ms >= 0),
	day         INTEGER NOT NULL,
	month       INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
	tag         TEXT NOT NULL DEFAULT '',
	plate       TEXT NOT NULL DEFAULT '',
	bike        INTEGER REFERENCES bike (id),
	owner       INTEGER REFERENCES owner (id),
	rider       INTEGER REFERENCES owner (id),
	excluded    TEXT NOT NULL DEFAULT '' CHECK (excluded IN ('', 'stolen', 'transferred', 'no_rider', 'education_only')),
	confidence  INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
	against     TEXT NOT NULL DEFAULT '',
	evidence    TEXT NOT NULL DEFAULT '',
	evidence_sha TEXT NOT NULL DEFAULT '',
	picture     TEXT NOT NULL DEFAULT '',
	picture_sha TEXT NOT NULL DEFAULT '',
	code        TEXT NOT NULL DEFAULT '',
	ground      TEXT NOT NULL DEFAULT '',
	note        TEXT NOT NULL DEFAULT '',
	review_due  INTEGER NOT NULL,
	captured_at INTEGER NOT NULL,
	reviewed_by INTEGER,
	reviewed_at INTEGER,
	notified_at INTEGER,
	acknowledged_at INTEGER,
	appealed_at INTEGER,
	appeal_due  INTEGER,
	decided_by  INTEGER,
	decided_at  INTEGER,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK (state IN ('captured', 'screened', 'dismissed', 'lapsed') OR (reviewed_by > 0 AND reviewed_at IS NOT NULL)),
	CHECK (state <> 'dismissed' OR ground <> ''),
	CHECK (state <> 'revoked' OR (ground <> '' AND decided_by > 0)),
	CHECK (decided_by IS NULL OR state NOT IN ('upheld') OR decided_by <> reviewed_by)
) STRICT;
CREATE INDEX violation_queue ON violation (state, review_due, id);
CREATE INDEX violation_rider ON violation (rider, month) WHERE rider IS NOT NULL;
CREATE INDEX violation_bike ON violation (bike, at) WHERE bike IS NOT NULL;
CREATE INDEX violation_day ON violation (day, id);
CREATE INDEX violation_junction ON violation (junction, day) WHERE junction IS NOT NULL;

CREATE TABLE violation_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE violation_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	violation  INTEGER NOT NULL REFERENCES violation (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX violation_event_violation ON violation_event (violation, id);
CREATE TRIGGER violation_event_no_update BEFORE UPDATE ON violation_event BEGIN SELECT RAISE(ABORT, 'violation events are never changed'); END;
CREATE TRIGGER violation_event_no_delete BEFORE DELETE ON violation_event BEGIN SELECT RAISE(ABORT, 'violation events are never removed'); END;

-- What counts against a rider is a condition, not a number that is kept: an appealed one does not count until it is decided.
CREATE INDEX violation_counted ON violation (rider, month) WHERE state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded = '' AND rider IS NOT NULL;
