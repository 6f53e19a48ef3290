-- Bikes whose owners say that they shall not move: guards, what the engines are told of them, and what came of it. No theft case stands behind these alerts.

-- One guard a bike at a time; ownership: the interval in which it was set, so that no other owner inherits it. night_*: minutes of the day (+08:00).
-- flags: what is in force (1 armed, 2 dual), as last told to the engines.
CREATE TABLE guard (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	bike       INTEGER NOT NULL REFERENCES bike (id),
	ownership  INTEGER NOT NULL,
	tag        TEXT NOT NULL,
	owner_tag  TEXT NOT NULL DEFAULT '',
	armed      INTEGER NOT NULL CHECK (armed IN (0, 1)),
	dual       INTEGER NOT NULL CHECK (dual IN (0, 1)),
	night_from INTEGER CHECK (night_from BETWEEN 0 AND 1439),
	night_to   INTEGER CHECK (night_to BETWEEN 0 AND 1439),
	flags      INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 3),
	set_at     INTEGER NOT NULL,
	ended_at   INTEGER,
	end_why    TEXT NOT NULL DEFAULT '' CHECK (end_why IN ('', 'owner', 'transfer', 'deregistered', 'tag')),
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((night_from IS NULL) = (night_to IS NULL)),
	CHECK ((ended_at IS NULL) = (end_why = '')),
	CHECK (dual = 0 OR owner_tag <> '')
) STRICT;
CREATE UNIQUE INDEX guard_now ON guard (bike) WHERE ended_at IS NULL;
CREATE INDEX guard_nights ON guard (id) WHERE ended_at IS NULL AND night_from IS NOT NULL;

-- In the order they were decided; id is the version. flags 0: the guard is taken away. journaled 0: the engines have not been told yet.
CREATE TABLE guard_change (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	guard     INTEGER NOT NULL REFERENCES guard (id),
	tag       TEXT NOT NULL,
	owner_tag TEXT NOT NULL,
	flags     INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 3),
	at        INTEGER NOT NULL,
	journaled INTEGER NOT NULL DEFAULT 0 CHECK (journaled IN (0, 1))
) STRICT;
CREATE INDEX guard_change_pending ON guard_change (id) WHERE journaled = 0;

-- path: the area of the police unit that answers for the bike. told 1: a message went to the owner's phone.
CREATE TABLE guard_alert (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	guard         INTEGER NOT NULL REFERENCES guard (id),
	lsn           INTEGER NOT NULL,
	n             INTEGER NOT NULL,
	kind          TEXT NOT NULL CHECK (kind IN ('armed', 'no_owner_tag')),
	state         TEXT NOT NULL CHECK (state IN ('open', 'mine', 'reported', 'taken', 'taken_back', 'ended')),
	bike          INTEGER NOT NULL,
	ownership     INTEGER NOT NULL,
	plate         TEXT NOT NULL,
	path          TEXT NOT NULL,
	heard_at      INTEGER NOT NULL,
	opened_at     INTEGER NOT NULL,
	station       INTEGER NOT NULL,
	station_name  TEXT NOT NULL,
	station_place TEXT NOT NULL,
	district      INTEGER NOT NULL,
	lat_e7        INTEGER NOT NULL,
	lon_e7        INTEGER NOT NULL,
	radius_m      INTEGER NOT NULL,
	told          INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
	answered_at   INTEGER,
	answered_by   INTEGER,
	theft         INTEGER,
	ver           INTEGER NOT NULL DEFAULT 1,
	UNIQUE (lsn, n),
	CHECK ((state = 'open') = (answered_at IS NULL)),
	CHECK ((state IN ('reported', 'taken')) = (theft IS NOT NULL))
) STRICT;
CREATE INDEX guard_alert_bike ON guard_alert (bike, id);
CREATE INDEX guard_alert_guard ON guard_alert (guard, kind) WHERE state = 'open';
CREATE INDEX guard_alert_open ON guard_alert (id) WHERE state = 'open';
