-- From the hit to the officer in the street: what an alert may bear besides its state, orders to duty units, the table of duty, hits of handhelds.

-- ordered 0: no order has been made for what it tells; doubt: why it is shown and not rung; outcome: was it right, as far as somebody said so.
ALTER TABLE alert ADD COLUMN rule TEXT NOT NULL DEFAULT 'watch' CHECK (rule IN ('watch', 'handheld'));
ALTER TABLE alert ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN doubt TEXT NOT NULL DEFAULT '' CHECK (doubt IN ('', 'clock', 'flood'));
ALTER TABLE alert ADD COLUMN shelved_until INTEGER;
ALTER TABLE alert ADD COLUMN shelved_by INTEGER;
ALTER TABLE alert ADD COLUMN shelved_name TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN shelved_why TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN flood INTEGER;
ALTER TABLE alert ADD COLUMN ordered INTEGER NOT NULL DEFAULT 0 CHECK (ordered IN (0, 1));
ALTER TABLE alert ADD COLUMN outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'true', 'false'));
ALTER TABLE alert ADD COLUMN outcome_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN outcome_note TEXT NOT NULL DEFAULT '';
-- what was told before there were orders was dealt with without them
UPDATE alert SET opened_at = first_heard_at, ordered = 1;
CREATE INDEX alert_unordered ON alert (id) WHERE ordered = 0 AND state <> 'closed';
CREATE INDEX alert_shelved ON alert (shelved_until) WHERE shelved_until IS NOT NULL AND state <> 'closed';
CREATE INDEX alert_opened ON alert (district, opened_at);

ALTER TABLE detection ADD COLUMN source TEXT NOT NULL DEFAULT 'station' CHECK (source IN ('station', 'handheld'));
CREATE INDEX watch_change_tag ON watch_change (tag, id);

-- More alerts a minute of one rule in one district than anybody can answer: one row to answer, the alerts are its children.
CREATE TABLE alert_flood (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	rule       TEXT NOT NULL CHECK (rule IN ('watch', 'handheld')),
	district   INTEGER NOT NULL,
	opened_at  INTEGER NOT NULL,
	n          INTEGER NOT NULL DEFAULT 0,
	acked_by   INTEGER,
	acked_name TEXT NOT NULL DEFAULT '',
	acked_at   INTEGER,
	closed_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX alert_flood_open ON alert_flood (rule, district) WHERE closed_at IS NULL;
CREATE INDEX alert_flood_child ON alert (flood) WHERE flood IS NOT NULL;

-- Who is on duty for what a station hears, or for a whole district; the station's row comes first.
CREATE TABLE duty_area (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	unit     INTEGER NOT NULL REFERENCES unit (id),
	station  INTEGER REFERENCES station (id),
	district INTEGER CHECK (district BETWEEN 100000 AND 999999),
	set_by   INTEGER NOT NULL,
	set_at   INTEGER NOT NULL,
	CHECK ((station IS NULL) <> (district IS NULL))
) STRICT;
CREATE UNIQUE INDEX duty_station ON duty_area (station) WHERE station IS NOT NULL;
CREATE UNIQUE INDEX duty_district ON duty_area (district) WHERE district IS NOT NULL;

-- path is the unit's place in the tree, which it keeps for ever. next_at: when the next of the timed steps is due; NULL: none.
CREATE TABLE police_order (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	alert         INTEGER NOT NULL REFERENCES alert (id),
	theft         INTEGER NOT NULL REFERENCES theft (id),
	unit          INTEGER NOT NULL REFERENCES unit (id),
	path          TEXT NOT NULL,
	how           TEXT NOT NULL CHECK (how IN ('station', 'district', 'site', 'bureau', 'hand')),
	state         TEXT NOT NULL CHECK (state IN ('issued', 'signed', 'fed_back', 'returned', 'done', 'revoked', 'lapsed')),
	severity      INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	late          INTEGER NOT NULL CHECK (late IN (0, 1)),
	level         INTEGER NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 2),
	next_at       INTEGER,
	issued_at     INTEGER NOT NULL,
	issued_by     INTEGER,
	signed_by     INTEGER,
	signed_name   TEXT NOT NULL DEFAULT '',
	signed_at     INTEGER,
	result        TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'person_and_bike', 'bike', 'tag_only', 'not_found', 'assisted')),
	note          TEXT NOT NULL DEFAULT '',
	fed_by        INTEGER,
	fed_name      TEXT NOT NULL DEFAULT '',
	fed_at        INTEGER,
	reviewed_by   INTEGER CHECK (reviewed_by <> fed_by),
	reviewed_name TEXT NOT NULL DEFAULT '',
	reviewed_at   INTEGER,
	review_note   TEXT NOT NULL DEFAULT '',
	ended_at      INTEGER,
	ver           INTEGER NOT NULL DEFAULT 1,
	CHECK ((state IN ('done', 'revoked', 'lapsed')) = (ended_at IS NOT NULL)),
	CHECK (state NOT IN ('fed_back', 'done') OR result <> '')
) STRICT;
CREATE UNIQUE INDEX police_order_open ON police_order (alert) WHERE state NOT IN ('done', 'revoked', 'lapsed');
CREATE INDEX police_order_due ON police_order (next_at) WHERE state = 'issued' AND next_at IS NOT NULL;
CREATE INDEX police_order_alert ON police_order (alert, id);

CREATE TABLE order_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ord        INTEGER NOT NULL REFERENCES police_order (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	actor_name TEXT NOT NULL DEFAULT '',
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	unit       INTEGER NOT NULL DEFAULT 0,
	note       TEXT NOT NULL DEFAULT '',
	key        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX order_event_ord ON order_event (ord, id);
CREATE UNIQUE INDEX order_event_key ON order_event (ord, key) WHERE key <> '';
CREATE TRIGGER order_event_no_update BEFORE UPDATE ON order_event BEGIN SELECT RAISE(ABORT, 'order events are never changed'); END;
CREATE TRIGGER order_event_no_delete BEFORE DELETE ON order_event BEGIN SELECT RAISE(ABORT, 'order events are never removed'); END;

-- Who was told of an unsigned order, each level once: 0 the duty unit, 1 the duty desk of its branch, 2 the bureau.
CREATE TABLE order_send (
	ord   INTEGER NOT NULL REFERENCES police_order (id),
	level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2),
	unit  INTEGER NOT NULL REFERENCES unit (id),
	at    INTEGER NOT NULL,
	PRIMARY KEY (ord, level)
) STRICT, WITHOUT ROWID;

-- Another unit that was asked to help.
CREATE TABLE order_assist (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	ord          INTEGER NOT NULL REFERENCES police_order (id),
	unit         INTEGER NOT NULL REFERENCES unit (id),
	path         TEXT NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined')),
	note         TEXT NOT NULL DEFAULT '',
	asked_by     INTEGER NOT NULL,
	asked_name   TEXT NOT NULL DEFAULT '',
	asked_at     INTEGER NOT NULL,
	decided_by   INTEGER,
	decided_name TEXT NOT NULL DEFAULT '',
	decided_at   INTEGER,
	answer       TEXT NOT NULL DEFAULT '',
	CHECK ((state = 'asked') = (decided_at IS NULL)),
	UNIQUE (ord, unit)
) STRICT;

-- What officers' readers heard away from the net and told later; client_id is the reader's own, so that a repeated upload adds nothing.
CREATE TABLE handheld_hit (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	actor     INTEGER NOT NULL,
	client_id TEXT NOT NULL CHECK (length(client_id) BETWEEN 1 AND 64),
	tag       TEXT NOT NULL,
	heard_at  INTEGER NOT NULL,
	recv_at   INTEGER NOT NULL,
	lat_e7    INTEGER,
	lon_e7    INTEGER,
	place     TEXT NOT NULL DEFAULT '',
	outcome   TEXT NOT NULL CHECK (outcome IN ('alert', 'kept', 'unknown')),
	theft     INTEGER NOT NULL DEFAULT 0,
	alert     INTEGER NOT NULL DEFAULT 0,
	UNIQUE (actor, client_id)
) STRICT;

-- Rooms that come later tell things of their own.
CREATE TABLE outbox_new (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	at    INTEGER NOT NULL,
	topic TEXT NOT NULL CHECK (topic IN ('alert', 'theft', 'station', 'system', 'order', 'flood', 'access', 'plan', 'claim', 'track')),
	roles INTEGER NOT NULL CHECK (roles > 0),
	body  TEXT NOT NULL
) STRICT;
INSERT INTO outbox_new (id, at, topic, roles, body) SELECT id, at, topic, roles, body FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_at ON outbox (at);
