-- Staff accounts and sessions, the audit, the outbox, dated policy numbers.
-- States and kinds are words with a CHECK; instants are Unix ms UTC; personal columns begin with p_.

CREATE TABLE policy (
	key      TEXT NOT NULL,
	from_day TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
	value    TEXT NOT NULL,
	PRIMARY KEY (key, from_day)
) STRICT, WITHOUT ROWID;

INSERT INTO policy (key, from_day, value) VALUES
	('city.name',                  '2017-11-09', ''),
	('city.lat',                   '2017-11-09', '26.894'),
	('city.lon',                   '2017-11-09', '112.572'),
	('city.zoom',                  '2017-11-09', '12'),
	('case.window_before_h',       '2017-11-09', '24'),
	('case.reopen_days',           '2017-11-09', '30'),
	('case.trail_assigned_only',   '2017-11-09', '0'),
	('case.district',              '2017-11-09', '430400'),
	('watch.quiet_s',              '2017-11-09', '600'),
	('watch.live_s',               '2017-11-09', '30'),
	('visit.gap_s',                '2017-11-09', '180'),
	('alarm.heartbeat_s',          '2017-11-09', '60'),
	('alarm.offline_missed',       '2017-11-09', '3'),
	('alarm.deaf_pct',             '2017-11-09', '10'),
	('alarm.deaf_least',           '2017-11-09', '60'),
	('alarm.drift_ms',             '2017-11-09', '2000'),
	('alarm.flood_times',          '2017-11-09', '8'),
	('alarm.flood_least',          '2017-11-09', '60000'),
	('alarm.battery_pct',          '2017-11-09', '20'),
	('alarm.config_s',             '2017-11-09', '300');

CREATE TABLE account (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	name       TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 2 AND 32),
	display    TEXT NOT NULL CHECK (length(display) BETWEEN 1 AND 64),
	password   TEXT NOT NULL,
	roles      INTEGER NOT NULL CHECK (roles > 0 AND (roles & ~62) = 0),
	disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
	created_at INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE session (
	token_sha  BLOB PRIMARY KEY CHECK (length(token_sha) = 32),
	account    INTEGER NOT NULL REFERENCES account (id),
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_seen ON session (seen_at);

-- Failed log-ins by the hash of the name as typed, so that names that do not exist lock like those that do.
CREATE TABLE login_try (
	name_sha     BLOB PRIMARY KEY CHECK (length(name_sha) = 32),
	fails        INTEGER NOT NULL,
	last_at      INTEGER NOT NULL,
	locked_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX login_try_last ON login_try (last_at);

CREATE TABLE audit (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	at      INTEGER NOT NULL,
	actor   INTEGER NOT NULL,
	roles   INTEGER NOT NULL,
	request INTEGER NOT NULL,
	verb    TEXT NOT NULL CHECK (length(verb) BETWEEN 3 AND 40),
	kind    TEXT NOT NULL,
	subject INTEGER NOT NULL,
	theft   INTEGER,
	detail  TEXT NOT NULL CHECK (length(detail) <= 400)
) STRICT;
CREATE INDEX audit_actor ON audit (actor, verb, subject, at);
CREATE INDEX audit_verb ON audit (verb, id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;

CREATE TABLE outbox (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	at    INTEGER NOT NULL,
	topic TEXT NOT NULL CHECK (topic IN ('alert', 'theft', 'station', 'system')),
	roles INTEGER NOT NULL CHECK (roles > 0),
	body  TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_at ON outbox (at);
