-- Owners and what a register says of a bike. Personal columns: p_ sealed by the vault, x_ blind index, ref the row's random name.
-- step: bike_owners

CREATE TABLE owner (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	ref         BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind        TEXT NOT NULL CHECK (kind IN ('person', 'unit')),
	p_name      TEXT NOT NULL,
	x_name      BLOB NOT NULL,
	id_kind     TEXT NOT NULL CHECK (id_kind IN ('none', 'idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military', 'uscc')),
	p_id_no     TEXT NOT NULL DEFAULT '',
	x_id_no     BLOB,
	p_address   TEXT NOT NULL DEFAULT '',
	unit        INTEGER NOT NULL DEFAULT 0,
	state       TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'merged')),
	merged_into INTEGER REFERENCES owner (id),
	created_at  INTEGER NOT NULL,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK ((id_kind = 'none') = (x_id_no IS NULL)),
	CHECK ((id_kind = 'uscc') <= (kind = 'unit')),
	CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX owner_id_no ON owner (id_kind, x_id_no) WHERE state = 'live' AND x_id_no IS NOT NULL;
CREATE INDEX owner_name ON owner (x_name);
CREATE INDEX owner_unit ON owner (unit, id);

CREATE TABLE owner_phone (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	owner   INTEGER NOT NULL REFERENCES owner (id),
	ref     BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	p_phone TEXT NOT NULL,
	x_phone BLOB NOT NULL,
	since   INTEGER NOT NULL,
	until   INTEGER
) STRICT;
CREATE UNIQUE INDEX owner_phone_once ON owner_phone (owner, x_phone) WHERE until IS NULL;
CREATE INDEX owner_phone_find ON owner_phone (x_phone) WHERE until IS NULL;

-- Who may act for an owner, with which authorisation (paper: name of a kept document), until which day.
CREATE TABLE owner_agent (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	owner      INTEGER NOT NULL REFERENCES owner (id),
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	p_name     TEXT NOT NULL,
	x_name     BLOB NOT NULL,
	id_kind    TEXT NOT NULL CHECK (id_kind IN ('idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military')),
	p_id_no    TEXT NOT NULL,
	x_id_no    BLOB NOT NULL,
	p_phone    TEXT NOT NULL DEFAULT '',
	x_phone    BLOB,
	paper      TEXT NOT NULL DEFAULT '',
	until_day  TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	ended_at   INTEGER
) STRICT;
CREATE INDEX owner_agent_owner ON owner_agent (owner, id);

CREATE TABLE consent (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	owner        INTEGER NOT NULL REFERENCES owner (id),
	kind         TEXT NOT NULL CHECK (kind IN ('register', 'trail')),
	text_version TEXT NOT NULL CHECK (length(text_version) BETWEEN 1 AND 32),
	given        INTEGER NOT NULL CHECK (given IN (0, 1)),
	at           INTEGER NOT NULL,
	actor        INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_owner ON consent (owner, id);
CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'consents are never changed'); END;
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'consents are never removed'); END;

-- Two rows that are one person: asked by one, decided by another.
CREATE TABLE owner_merge (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	keep       INTEGER NOT NULL REFERENCES owner (id),
	gone       INTEGER NOT NULL REFERENCES owner (id),
	reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 400),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
	asked_by   INTEGER NOT NULL,
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	CHECK (keep <> gone),
	CHECK (decided_by IS NULL OR decided_by <> asked_by),
	CHECK ((state = 'asked') = (decided_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX owner_merge_open ON owner_merge (keep, gone) WHERE state = 'asked';

-- What the counter writes of a bike. Numbers are in their canonical form (core/number), '' where there is none.
ALTER TABLE bike ADD COLUMN kind TEXT NOT NULL DEFAULT 'standard' CHECK (kind IN ('standard', 'temporary'));
ALTER TABLE bike ADD COLUMN use_kind TEXT NOT NULL DEFAULT 'own' CHECK (use_kind IN ('own', 'delivery', 'takeaway', 'other'));
ALTER TABLE bike ADD COLUMN life TEXT NOT NULL DEFAULT 'registered' CHECK (life IN ('registered', 'deregistered'));
ALTER TABLE bike ADD COLUMN vehicle_code TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN frame_no TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN motor_no TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN colour2 TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN bought_on TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN price_fen INTEGER NOT NULL DEFAULT 0 CHECK (price_fen BETWEEN 0 AND 100000000);
ALTER TABLE bike ADD COLUMN ends_on TEXT NOT NULL DEFAULT '';
ALTER TABLE bike ADD COLUMN site INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bike ADD COLUMN unit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bike ADD COLUMN district INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bike ADD COLUMN registered_by INTEGER NOT NULL DEFAULT 0;
CREATE INDEX bike_unit ON bike (unit, id);
CREATE INDEX bike_created ON bike (created_at);

-- Who owned a bike when. One open row a bike.
CREATE TABLE ownership (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	bike    INTEGER NOT NULL REFERENCES bike (id),
	owner   INTEGER NOT NULL REFERENCES owner (id),
	from_at INTEGER NOT NULL,
	until   INTEGER CHECK (until >= from_at),
	how     TEXT NOT NULL CHECK (how IN ('register', 'transfer', 'import'))
) STRICT;
CREATE UNIQUE INDEX ownership_open ON ownership (bike) WHERE until IS NULL;
CREATE INDEX ownership_bike ON ownership (bike, from_at);
CREATE INDEX ownership_owner ON ownership (owner, id);

CREATE TABLE bike_flag (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	bike     INTEGER NOT NULL REFERENCES bike (id),
	flag     TEXT NOT NULL,
	source   TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 32),
	ref      INTEGER NOT NULL DEFAULT 0,
	reason   TEXT NOT NULL DEFAULT '',
	since    INTEGER NOT NULL,
	actor    INTEGER NOT NULL,
	until    INTEGER CHECK (until >= since),
	ended_by INTEGER,
	CHECK ((until IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX bike_flag_open ON bike_flag (bike, flag, source, ref) WHERE until IS NULL;
CREATE INDEX bike_flag_kind ON bike_flag (flag, bike) WHERE until IS NULL;

CREATE TABLE bike_event (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	bike    INTEGER NOT NULL REFERENCES bike (id),
	at      INTEGER NOT NULL,
	event   TEXT NOT NULL,
	actor   INTEGER NOT NULL,
	unit    INTEGER NOT NULL DEFAULT 0,
	request INTEGER NOT NULL,
	detail  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX bike_event_bike ON bike_event (bike, id);
CREATE TRIGGER bike_event_no_update BEFORE UPDATE ON bike_event BEGIN SELECT RAISE(ABORT, 'the history of a bike is never changed'); END;
CREATE TRIGGER bike_event_no_delete BEFORE DELETE ON bike_event BEGIN SELECT RAISE(ABORT, 'the history of a bike is never removed'); END;

CREATE TABLE bike_photo (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	bike  INTEGER NOT NULL REFERENCES bike (id),
	slot  TEXT NOT NULL,
	blob  TEXT NOT NULL CHECK (length(blob) = 64),
	bytes INTEGER NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	actor INTEGER NOT NULL,
	until INTEGER
) STRICT;
CREATE UNIQUE INDEX bike_photo_open ON bike_photo (bike, slot) WHERE until IS NULL;
CREATE INDEX bike_photo_blob ON bike_photo (blob);

-- A wrong entry is not edited once the clerk's window is over: a correction is asked for by one person and decided by another.
CREATE TABLE correction (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	bike       INTEGER NOT NULL REFERENCES bike (id),
	field      TEXT NOT NULL,
	old        TEXT NOT NULL,
	new        TEXT NOT NULL,
	reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 400),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
	asked_by   INTEGER NOT NULL,
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	CHECK (state = 'withdrawn' OR decided_by IS NULL OR decided_by <> asked_by),
	CHECK ((state = 'asked') = (decided_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX correction_open ON correction (bike, field) WHERE state = 'asked';
CREATE INDEX correction_state ON correction (state, id);

INSERT INTO policy (key, from_day, value) VALUES
	('register.edit_days',     '2017-11-09', '7'),
	('register.owner_age',     '2017-11-09', '16'),
	('register.temporary_years', '2017-11-09', '5');
