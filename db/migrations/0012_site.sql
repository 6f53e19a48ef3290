-- Plating points with their hours, holidays and quotas; bookings and the queue. day is days since 1970-01-01 at +08:00, slot the minute of the day.

CREATE TABLE site (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	unit       INTEGER NOT NULL DEFAULT 0,
	code       TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 16),
	name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
	district   INTEGER NOT NULL CHECK (district BETWEEN 100000 AND 999999),
	lat_e7     INTEGER NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
	lon_e7     INTEGER NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
	address    TEXT NOT NULL DEFAULT '',
	phone      TEXT NOT NULL DEFAULT '',
	slot_min   INTEGER NOT NULL CHECK (slot_min BETWEEN 5 AND 240),
	quota      INTEGER NOT NULL CHECK (quota BETWEEN 0 AND 1000),
	windows    INTEGER NOT NULL DEFAULT 1 CHECK (windows BETWEEN 1 AND 50),
	state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
	created_at INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;

-- weekday 1 Monday to 7 Sunday, 8 a make-up workday
CREATE TABLE site_hours (
	site     INTEGER NOT NULL REFERENCES site (id),
	weekday  INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 8),
	from_min INTEGER NOT NULL CHECK (from_min >= 0),
	to_min   INTEGER NOT NULL CHECK (to_min > from_min AND to_min <= 1440),
	PRIMARY KEY (site, weekday, from_min)
) STRICT, WITHOUT ROWID;

CREATE TABLE site_closed (
	site   INTEGER NOT NULL REFERENCES site (id),
	day    INTEGER NOT NULL,
	reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 100),
	PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE site_quota (
	site  INTEGER NOT NULL REFERENCES site (id),
	day   INTEGER NOT NULL,
	quota INTEGER NOT NULL CHECK (quota BETWEEN 0 AND 1000),
	PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID;

-- The base stations that stand at the point: the binding check asks them.
CREATE TABLE site_station (
	site    INTEGER NOT NULL REFERENCES site (id),
	station TEXT NOT NULL CHECK (length(station) BETWEEN 1 AND 32),
	PRIMARY KEY (site, station)
) STRICT, WITHOUT ROWID;

-- What the state council announced: days off that are no weekend, and weekend days that are worked. A year without a row is not announced yet.
CREATE TABLE holiday_year (
	year         INTEGER PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999),
	source       TEXT NOT NULL DEFAULT '',
	announced_at INTEGER NOT NULL
) STRICT;
CREATE TABLE holiday (
	day  INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('off', 'work')),
	name TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE booking_slot (
	site  INTEGER NOT NULL,
	day   INTEGER NOT NULL,
	slot  INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 1439),
	quota INTEGER NOT NULL CHECK (quota >= 0),
	taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
	PRIMARY KEY (site, day, slot),
	CHECK (taken <= quota)
) STRICT, WITHOUT ROWID;

CREATE TABLE booking (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	number        TEXT NOT NULL UNIQUE,
	site          INTEGER NOT NULL REFERENCES site (id),
	day           INTEGER NOT NULL,
	slot          INTEGER NOT NULL CHECK (slot BETWEEN -1 AND 1439),
	state         TEXT NOT NULL CHECK (state IN ('booked', 'checked_in', 'serving', 'done', 'no_show', 'cancelled')),
	purpose       TEXT NOT NULL CHECK (purpose IN ('register', 'change', 'transfer', 'replace', 'deregister')),
	walk_in       INTEGER NOT NULL CHECK (walk_in IN (0, 1)),
	owner         INTEGER,
	ref           BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	p_name        TEXT NOT NULL,
	p_phone       TEXT NOT NULL,
	x_phone       BLOB,
	queue_no      INTEGER,
	wicket        INTEGER,
	created_at    INTEGER NOT NULL,
	checked_in_at INTEGER,
	called_at     INTEGER,
	ended_at      INTEGER,
	ver           INTEGER NOT NULL DEFAULT 1,
	CHECK ((walk_in = 1) = (slot = -1)),
	CHECK (state NOT IN ('checked_in', 'serving') OR queue_no IS NOT NULL),
	CHECK (state <> 'serving' OR wicket IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX booking_queue_no ON booking (site, day, queue_no) WHERE queue_no IS NOT NULL;
CREATE UNIQUE INDEX booking_wicket ON booking (site, day, wicket) WHERE state = 'serving';
CREATE UNIQUE INDEX booking_once ON booking (x_phone, site, day, slot) WHERE state = 'booked' AND x_phone IS NOT NULL;
CREATE INDEX booking_day ON booking (site, day, slot, id);
CREATE INDEX booking_phone ON booking (x_phone) WHERE state = 'booked';

CREATE TABLE booking_queue (
	site INTEGER NOT NULL,
	day  INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID;

INSERT INTO policy (key, from_day, value) VALUES ('booking.days_ahead', '2017-11-09', '14'), ('booking.open_a_phone', '2017-11-09', '3');
