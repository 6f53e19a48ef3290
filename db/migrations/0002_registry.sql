-- Stations with their health alarms, and bikes.

-- ix is the station's place in the engines' array: given once, never reused; so rows are never removed.
-- placed 0: the engines have not been told of this place yet (a job repeats it).
CREATE TABLE station (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ix         INTEGER NOT NULL UNIQUE CHECK (ix BETWEEN 0 AND 64999),
	name       TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 32),
	kind       TEXT NOT NULL CHECK (kind IN ('roadside', 'junction')),
	state      TEXT NOT NULL CHECK (state IN ('active', 'quarantined', 'withdrawn')),
	district   INTEGER NOT NULL CHECK (district BETWEEN 100000 AND 999999),
	lat_e7     INTEGER NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
	lon_e7     INTEGER NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
	range_m    INTEGER NOT NULL CHECK (range_m BETWEEN 0 AND 5000),
	junction   INTEGER NOT NULL DEFAULT 0 CHECK (junction BETWEEN 0 AND 65535),
	role       TEXT NOT NULL DEFAULT '',
	place      TEXT NOT NULL DEFAULT '',
	key        BLOB NOT NULL CHECK (length(key) = 32),
	key_at     INTEGER NOT NULL,
	placed     INTEGER NOT NULL DEFAULT 0 CHECK (placed IN (0, 1)),
	created_at INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX station_unplaced ON station (id) WHERE placed = 0;
CREATE TRIGGER station_no_delete BEFORE DELETE ON station
	BEGIN SELECT RAISE(ABORT, 'stations are withdrawn, never removed'); END;
CREATE TRIGGER station_ix_fixed BEFORE UPDATE OF ix ON station
	WHEN NEW.ix <> OLD.ix BEGIN SELECT RAISE(ABORT, 'a station keeps its index'); END;

CREATE TABLE station_alarm (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	station INTEGER NOT NULL REFERENCES station (id),
	kind    TEXT NOT NULL CHECK (kind IN ('offline', 'deaf', 'drift', 'flood', 'battery', 'config', 'door', 'clock')),
	since   INTEGER NOT NULL,
	until   INTEGER CHECK (until >= since),
	detail  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX station_alarm_open ON station_alarm (station, kind) WHERE until IS NULL;

CREATE TABLE bike (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	state         TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'ended')),
	tag           TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 16),
	plate         TEXT NOT NULL,
	p_owner_name  TEXT NOT NULL,
	p_owner_phone TEXT NOT NULL,
	brand         TEXT NOT NULL DEFAULT '',
	colour        TEXT NOT NULL DEFAULT '',
	created_at    INTEGER NOT NULL,
	ver           INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX bike_tag ON bike (tag) WHERE state = 'live';
CREATE UNIQUE INDEX bike_plate ON bike (plate) WHERE state = 'live';

-- Tags a bike carried before: who rode under that tag then stays known.
CREATE TABLE bike_old_tag (
	bike  INTEGER NOT NULL REFERENCES bike (id),
	tag   TEXT NOT NULL,
	until INTEGER NOT NULL,
	PRIMARY KEY (bike, until)
) STRICT, WITHOUT ROWID;
