-- What the police seizes, whose it is, and how it is given back: seized goods with their history, suspects, fencing dens, return days.

-- A place where stolen bikes are sold or kept.
CREATE TABLE den (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('market', 'shop', 'house', 'store', 'online', 'other')),
	place      TEXT NOT NULL CHECK (length(place) > 0),
	state      TEXT NOT NULL CHECK (state IN ('suspected', 'watched', 'raided', 'closed')),
	note       TEXT NOT NULL DEFAULT '',
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	raided_at  INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX den_created ON den (created_at);

-- Personal columns: p_ sealed by the vault, ref the row's random name.
CREATE TABLE suspect (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	p_name     TEXT NOT NULL,
	p_id_no    TEXT NOT NULL DEFAULT '',
	p_phone    TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL CHECK (state IN ('suspected', 'caught', 'handed_over', 'cleared')),
	theft      INTEGER REFERENCES theft (id),
	den        INTEGER REFERENCES den (id),
	note       TEXT NOT NULL DEFAULT '',
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	caught_at  INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX suspect_created ON suspect (created_at);
CREATE INDEX suspect_theft ON suspect (theft) WHERE theft IS NOT NULL;

CREATE TABLE seized (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	number      TEXT NOT NULL UNIQUE,
	kind        TEXT NOT NULL CHECK (kind IN ('bike', 'tag', 'plate', 'battery', 'other')),
	state       TEXT NOT NULL CHECK (state IN ('seized', 'matched', 'proven', 'valued', 'approved', 'listed', 'returned', 'disputed', 'held_as_evidence',
	            'to_insurer', 'disposed')),
	unit_id     INTEGER NOT NULL REFERENCES unit (id),
	path        TEXT NOT NULL,
	found_at    INTEGER NOT NULL,
	place       TEXT NOT NULL CHECK (length(place) > 0),
	kept_at     TEXT NOT NULL DEFAULT '',
	frame_no    TEXT NOT NULL DEFAULT '',
	motor_no    TEXT NOT NULL DEFAULT '',
	tag         TEXT NOT NULL DEFAULT '',
	plate       TEXT NOT NULL DEFAULT '',
	brand       TEXT NOT NULL DEFAULT '',
	colour      TEXT NOT NULL DEFAULT '',
	note        TEXT NOT NULL DEFAULT '',
	den         INTEGER REFERENCES den (id),
	suspect     INTEGER REFERENCES suspect (id),
	theft       INTEGER REFERENCES theft (id),
	bike        INTEGER REFERENCES bike (id),
	matched_by  INTEGER,
	matched_at  INTEGER,
	papers      TEXT NOT NULL DEFAULT '',
	proven_by   INTEGER,
	value_fen   INTEGER NOT NULL DEFAULT 0 CHECK (value_fen >= 0),
	valued_by   INTEGER,
	approved_by INTEGER,
	approved_at INTEGER,
	returned_at INTEGER,
	reason      TEXT NOT NULL DEFAULT '',
	created_by  INTEGER NOT NULL,
	created_at  INTEGER NOT NULL,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK (state NOT IN ('matched', 'proven', 'valued', 'approved', 'listed', 'returned', 'disputed', 'to_insurer') OR
	       (bike IS NOT NULL AND matched_by > 0 AND matched_at IS NOT NULL)),
	CHECK (state NOT IN ('proven', 'valued', 'approved', 'listed', 'returned', 'to_insurer') OR papers <> ''),
	CHECK (state NOT IN ('valued', 'approved', 'listed', 'returned', 'to_insurer') OR valued_by IS NOT NULL),
	CHECK (state NOT IN ('approved', 'listed', 'returned', 'to_insurer') OR approved_by IS NOT NULL),
	CHECK (approved_by IS NULL OR (approved_by <> valued_by AND approved_by <> proven_by AND approved_by <> matched_by)),
	CHECK ((state IN ('returned', 'to_insurer')) = (returned_at IS NOT NULL))
) STRICT;
-- one bike lies in one store
CREATE UNIQUE INDEX seized_bike ON seized (bike) WHERE kind = 'bike' AND state IN ('matched', 'proven', 'valued', 'approved', 'listed', 'disputed');
CREATE INDEX seized_state ON seized (state, id);
CREATE INDEX seized_found ON seized (found_at);
CREATE INDEX seized_returned ON seized (returned_at) WHERE returned_at IS NOT NULL;
CREATE INDEX seized_theft ON seized (theft) WHERE theft IS NOT NULL;

CREATE TABLE seized_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE seized_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	seized     INTEGER NOT NULL REFERENCES seized (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX seized_event_seized ON seized_event (seized, id);
CREATE TRIGGER seized_event_no_update BEFORE UPDATE ON seized_event BEGIN SELECT RAISE(ABORT, 'seized events are never changed'); END;
CREATE TRIGGER seized_event_no_delete BEFORE DELETE ON seized_event BEGIN SELECT RAISE(ABORT, 'seized events are never removed'); END;

-- A return list: its bikes are given back on one day at one place.
CREATE TABLE return_day (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	number     TEXT NOT NULL UNIQUE,
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	day        INTEGER NOT NULL,
	place      TEXT NOT NULL CHECK (length(place) > 0),
	state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
	note       TEXT NOT NULL DEFAULT '',
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	closed_at  INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX return_day_day ON return_day (day, id);

CREATE TABLE return_item (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	ref         BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	return_day  INTEGER NOT NULL REFERENCES return_day (id),
	seized      INTEGER NOT NULL REFERENCES seized (id),
	unit_id     INTEGER NOT NULL REFERENCES unit (id),
	state       TEXT NOT NULL CHECK (state IN ('listed', 'checked_in', 'returned', 'no_show', 'dropped')),
	call        TEXT NOT NULL DEFAULT 'none' CHECK (call IN ('none', 'called', 'reached', 'not_reached')),
	called_at   INTEGER,
	called_by   INTEGER,
	appointment INTEGER,
	checked_at  INTEGER,
	receiver    TEXT NOT NULL DEFAULT '' CHECK (receiver IN ('', 'owner', 'agent')),
	p_name      TEXT NOT NULL DEFAULT '',
	p_id_no     TEXT NOT NULL DEFAULT '',
	letter      TEXT NOT NULL DEFAULT '',
	voucher     TEXT NOT NULL DEFAULT '',
	person      TEXT NOT NULL DEFAULT '',
	signed      INTEGER NOT NULL DEFAULT 0 CHECK (signed IN (0, 1)),
	returned_at INTEGER,
	returned_by INTEGER,
	created_at  INTEGER NOT NULL,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'returned') = (returned_at IS NOT NULL)),
	CHECK (state <> 'returned' OR (receiver <> '' AND signed = 1 AND p_id_no <> ''))
) STRICT;
CREATE UNIQUE INDEX return_item_live ON return_item (seized) WHERE state IN ('listed', 'checked_in', 'returned');
CREATE INDEX return_item_day ON return_item (return_day, id);

INSERT INTO policy (key, from_day, value) VALUES
	('recovery.photos',        '2017-11-09', 'voucher,person'),
	('recovery.approve_level', '2017-11-09', '1');
