-- Plates and tags from the delivery to the bike: formats and sequences, batches, stock at points and with persons, transfers, counts.
-- site 0 is the depot, holder 0 the point's cupboard, transfer 0 none.

CREATE TABLE plate_format (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	district  INTEGER NOT NULL CHECK (district BETWEEN 100000 AND 999999),
	kind      TEXT NOT NULL CHECK (kind IN ('standard', 'temporary')),
	prefix    TEXT NOT NULL,
	alphabet  TEXT NOT NULL CHECK (length(alphabet) BETWEEN 2 AND 36),
	places    INTEGER NOT NULL CHECK (places BETWEEN 1 AND 9),
	forbidden TEXT NOT NULL DEFAULT '',
	next      INTEGER NOT NULL DEFAULT 0 CHECK (next >= 0),
	state     TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
	ver       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX plate_format_prefix ON plate_format (prefix, places, alphabet);

CREATE TABLE plate_batch (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	format      INTEGER NOT NULL REFERENCES plate_format (id),
	first_text  TEXT NOT NULL,
	last_text   TEXT NOT NULL,
	n           INTEGER NOT NULL CHECK (n > 0),
	note        TEXT NOT NULL DEFAULT '',
	received_by INTEGER NOT NULL,
	received_at INTEGER NOT NULL
) STRICT;

CREATE TABLE plate (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	text       TEXT NOT NULL UNIQUE,
	kind       TEXT NOT NULL CHECK (kind IN ('standard', 'temporary')),
	district   INTEGER NOT NULL,
	batch      INTEGER NOT NULL REFERENCES plate_batch (id),
	state      TEXT NOT NULL CHECK (state IN ('received', 'at_site', 'bound', 'replaced', 'retired', 'lost')),
	site       INTEGER NOT NULL DEFAULT 0,
	holder     INTEGER NOT NULL DEFAULT 0,
	transfer   INTEGER NOT NULL DEFAULT 0,
	bike       INTEGER REFERENCES bike (id),
	bound_at   INTEGER,
	ended_at   INTEGER,
	note       TEXT NOT NULL DEFAULT '',
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK (state <> 'received' OR site = 0),
	CHECK (state <> 'at_site' OR site > 0),
	CHECK (state NOT IN ('received', 'at_site') OR bike IS NULL),
	CHECK (state NOT IN ('bound', 'replaced') OR (bike IS NOT NULL AND transfer = 0))
) STRICT;
CREATE UNIQUE INDEX plate_bound ON plate (bike) WHERE state = 'bound';
CREATE INDEX plate_stock ON plate (site, holder, kind, text) WHERE state IN ('received', 'at_site');
CREATE INDEX plate_transfer ON plate (transfer) WHERE transfer > 0;

CREATE TABLE tag_batch (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	slot        TEXT NOT NULL CHECK (slot IN ('theft', 'enforcement', 'owner')),
	n           INTEGER NOT NULL CHECK (n > 0),
	note        TEXT NOT NULL DEFAULT '',
	received_by INTEGER NOT NULL,
	received_at INTEGER NOT NULL
) STRICT;

-- silent_since: bound, not heard although those who should have heard it were listening; checked_at: when the job last looked.
CREATE TABLE tag (
	id                INTEGER PRIMARY KEY AUTOINCREMENT,
	tag               TEXT NOT NULL UNIQUE CHECK (length(tag) BETWEEN 1 AND 16),
	slot              TEXT NOT NULL CHECK (slot IN ('theft', 'enforcement', 'owner')),
	batch             INTEGER NOT NULL REFERENCES tag_batch (id),
	state             TEXT NOT NULL CHECK (state IN ('received', 'at_site', 'bound', 'replaced', 'retired', 'lost')),
	site              INTEGER NOT NULL DEFAULT 0,
	holder            INTEGER NOT NULL DEFAULT 0,
	transfer          INTEGER NOT NULL DEFAULT 0,
	bike              INTEGER REFERENCES bike (id),
	bound_at          INTEGER,
	ended_at          INTEGER,
	last_heard_at     INTEGER,
	battery_low_since INTEGER,
	silent_since      INTEGER,
	checked_at        INTEGER NOT NULL DEFAULT 0,
	note              TEXT NOT NULL DEFAULT '',
	ver               INTEGER NOT NULL DEFAULT 1,
	CHECK (state <> 'received' OR site = 0),
	CHECK (state <> 'at_site' OR site > 0),
	CHECK (state NOT IN ('received', 'at_site') OR bike IS NULL),
	CHECK (state NOT IN ('bound', 'replaced') OR (bike IS NOT NULL AND transfer = 0))
) STRICT;
CREATE UNIQUE INDEX tag_bound ON tag (bike, slot) WHERE state = 'bound';
CREATE INDEX tag_stock ON tag (site, holder, slot, id) WHERE state IN ('received', 'at_site');
CREATE INDEX tag_transfer ON tag (transfer) WHERE transfer > 0;
CREATE INDEX tag_unchecked ON tag (checked_at, id) WHERE state = 'bound';
CREATE INDEX tag_silent ON tag (silent_since) WHERE state = 'bound' AND silent_since IS NOT NULL;
CREATE INDEX tag_battery ON tag (battery_low_since) WHERE state = 'bound' AND battery_low_since IS NOT NULL;

-- What goes from one place to another counts there only when the receiver has signed.
CREATE TABLE stock_transfer (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	what        TEXT NOT NULL CHECK (what IN ('plate', 'tag')),
	sort        TEXT NOT NULL,
	from_site   INTEGER NOT NULL,
	from_holder INTEGER NOT NULL,
	to_site     INTEGER NOT NULL,
	to_holder   INTEGER NOT NULL,
	n           INTEGER NOT NULL CHECK (n > 0),
	state       TEXT NOT NULL CHECK (state IN ('offered', 'signed', 'refused', 'withdrawn')),
	note        TEXT NOT NULL DEFAULT '',
	offered_by  INTEGER NOT NULL,
	offered_at  INTEGER NOT NULL,
	closed_by   INTEGER,
	closed_at   INTEGER,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK (from_site <> to_site OR from_holder <> to_holder),
	CHECK ((state = 'offered') = (closed_at IS NULL)),
	CHECK (state <> 'signed' OR closed_by <> offered_by)
) STRICT;
CREATE INDEX stock_transfer_open ON stock_transfer (to_site) WHERE state = 'offered';

CREATE TABLE stock_count (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	day         INTEGER NOT NULL,
	what        TEXT NOT NULL CHECK (what IN ('plate', 'tag')),
	site        INTEGER NOT NULL,
	holder      INTEGER NOT NULL,
	computed    INTEGER NOT NULL CHECK (computed >= 0),
	counted     INTEGER NOT NULL CHECK (counted >= 0),
	explanation TEXT NOT NULL DEFAULT '',
	actor       INTEGER NOT NULL,
	at          INTEGER NOT NULL,
	CHECK (counted = computed OR length(explanation) >= 2)
) STRICT;
CREATE UNIQUE INDEX stock_count_once ON stock_count (day, what, site, holder);

INSERT INTO policy (key, from_day, value) VALUES ('tag.silent_days', '2017-11-09', '7');
