-- On the spot: decisions, payments, custody, the impound yard.

-- A stop at the roadside and what was decided of it. Personal columns: p_ sealed by the vault, ref the row's random name. client_key: what the officer's phone
-- named it; client_sha: what it sent under that name. basis: the words of the dictionary on that day.
CREATE TABLE spot_decision (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	ref          BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	number       TEXT NOT NULL UNIQUE,
	client_key   TEXT NOT NULL UNIQUE CHECK (length(client_key) > 0),
	client_sha   TEXT NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('stopped', 'warned', 'fined', 'paid', 'overdue', 'cancelled')),
	unit_id      INTEGER NOT NULL REFERENCES unit (id),
	path         TEXT NOT NULL,
	plate        TEXT NOT NULL DEFAULT '',
	tag          TEXT NOT NULL DEFAULT '',
	bike         INTEGER REFERENCES bike (id),
	owner        INTEGER REFERENCES owner (id),
	rider        INTEGER REFERENCES owner (id),
	p_name       TEXT NOT NULL DEFAULT '',
	p_id_no      TEXT NOT NULL DEFAULT '',
	p_phone      TEXT NOT NULL DEFAULT '',
	age          INTEGER NOT NULL CHECK (age BETWEEN -1 AND 150),
	code         TEXT NOT NULL,
	kind         TEXT NOT NULL,
	fact_zh      TEXT NOT NULL,
	fact_en      TEXT NOT NULL,
	basis        TEXT NOT NULL CHECK (length(basis) > 0),
	place        TEXT NOT NULL CHECK (length(place) > 0),
	junction     INTEGER REFERENCES junction (id),
	at           INTEGER NOT NULL,
	offline      INTEGER NOT NULL CHECK (offline IN (0, 1)),
	fine_fen     INTEGER NOT NULL DEFAULT 0 CHECK (fine_fen BETWEEN 0 AND 20000 AND fine_fen % 100 = 0),
	refused      INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),
	no_plate     INTEGER NOT NULL DEFAULT 0 CHECK (no_plate IN (0, 1)),
	first        INTEGER NOT NULL DEFAULT 0 CHECK (first IN (0, 1)),
	defence      TEXT NOT NULL DEFAULT '',
	told         INTEGER NOT NULL CHECK (told IN (0, 1)),
	is_signed    INTEGER NOT NULL CHECK (is_signed IN (0, 1)),
	due_day      INTEGER,
	pct          INTEGER NOT NULL DEFAULT 0 CHECK (pct BETWEEN 0 AND 100),
	surcharge_fen INTEGER NOT NULL DEFAULT 0 CHECK (surcharge_fen BETWEEN 0 AND fine_fen),
	paid_at      INTEGER,
	paid_by      INTEGER,
	way          TEXT NOT NULL DEFAULT '' CHECK (way IN ('', 'cash', 'wechat', 'alipay', 'card', 'bank')),
	site         INTEGER REFERENCES site (id),
	way_ref      TEXT NOT NULL DEFAULT '',
	receipt      TEXT NOT NULL DEFAULT '',
	violation    INTEGER REFERENCES violation (id),
	decided_by   INTEGER NOT NULL,
	decided_at   INTEGER NOT NULL,
	cancelled_by INTEGER,
	reason       TEXT NOT NULL DEFAULT '',
	created_at   INTEGER NOT NULL,
	ver          INTEGER NOT NULL DEFAULT 1,
	CHECK (state NOT IN ('fined', 'paid', 'overdue') OR (fine_fen > 0 AND due_day IS NOT NULL)),
	CHECK (state NOT IN ('warned', 'fined', 'paid', 'overdue') OR (told = 1 AND p_name <> '' AND age <> -1 AND age >= 14)),
	CHECK (state <> 'paid' OR (paid_at IS NOT NULL AND way <> '')),
	CHECK (way NOT IN ('cash', 'wechat', 'alipay', 'card') OR site IS NOT NULL),
	CHECK (way <> 'cash' OR receipt <> ''),
	CHECK (state <> 'cancelled' OR reason <> '')
) STRICT;
CREATE INDEX spot_decision_state ON spot_decision (state, due_day);
CREATE INDEX spot_decision_bike ON spot_decision (bike, at) WHERE bike IS NOT NULL;
CREATE INDEX spot_decision_plate ON spot_decision (plate, at) WHERE plate <> '';
CREATE INDEX spot_decision_rider ON spot_decision (rider) WHERE rider IS NOT NULL;
CREATE INDEX spot_decision_created ON spot_decision (created_at);

-- A bike in the yard. basis: the law's words for it, as they stand on the receipt; ground: why it was allowed.
CREATE TABLE custody (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	ref          BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	number       TEXT NOT NULL UNIQUE,
	decision     INTEGER NOT NULL UNIQUE REFERENCES spot_decision (id),
	state        TEXT NOT NULL CHECK (state IN ('impounded', 'release_due', 'released', 'unclaimed', 'noticed', 'disposed')),
	unit_id      INTEGER NOT NULL REFERENCES unit (id),
	path         TEXT NOT NULL,
	bike         INTEGER REFERENCES bike (id),
	owner        INTEGER REFERENCES owner (id),
	plate        TEXT NOT NULL DEFAULT '',
	brand        TEXT NOT NULL DEFAULT '',
	colour       TEXT NOT NULL DEFAULT '',
	marks        TEXT NOT NULL DEFAULT '',
	yard         TEXT NOT NULL CHECK (length(yard) > 0),
	slot         TEXT NOT NULL DEFAULT '',
	ground       TEXT NOT NULL CHECK (ground IN ('policy', 'refused', 'no_plate')),
	basis        TEXT NOT NULL CHECK (length(basis) > 0),
	impounded_at INTEGER NOT NULL,
	release_day  INTEGER NOT NULL,
	reminded     INTEGER NOT NULL DEFAULT 0 CHECK (reminded BETWEEN 0 AND 3),
	unclaimed_at INTEGER,
	notice       TEXT NOT NULL DEFAULT '',
	noticed_at   INTEGER,
	noticed_by   INTEGER,
	dispose_day  INTEGER,
	disposal     TEXT NOT NULL DEFAULT '' CHECK (disposal IN ('', 'auction', 'scrap', 'treasury')),
	proposed_by  INTEGER,
	disposed_by  INTEGER,
	disposed_at  INTEGER,
	receiver     TEXT NOT NULL DEFAULT '' CHECK (receiver IN ('', 'owner', 'rider', 'agent')),
	p_name       TEXT NOT NULL DEFAULT '',
	p_id_no      TEXT NOT NULL DEFAULT '',
	letter       TEXT NOT NULL DEFAULT '',
	photo        TEXT NOT NULL DEFAULT '',
	is_signed    INTEGER NOT NULL DEFAULT 0 CHECK (is_signed IN (0, 1)),
	released_at  INTEGER,
	released_by  INTEGER,
	reason       TEXT NOT NULL DEFAULT '',
	created_at   INTEGER NOT NULL,
	ver          INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'released') = (released_at IS NOT NULL)),
	CHECK (state <> 'released' OR (receiver <> '' AND p_name <> '' AND p_id_no <> '' AND is_signed = 1 AND released_by > 0)),
	CHECK (state NOT IN ('noticed', 'disposed') OR (notice <> '' AND noticed_at IS NOT NULL AND dispose_day IS NOT NULL)),
	CHECK (state <> 'disposed' OR (disposal <> '' AND proposed_by > 0 AND disposed_by > 0 AND disposed_by <> proposed_by AND disposed_at IS NOT NULL))
) STRICT;
-- a bike lies in one yard
CREATE UNIQUE INDEX custody_bike ON custody (bike) WHERE bike IS NOT NULL AND state NOT IN ('released', 'disposed');
CREATE INDEX custody_state ON custody (state, release_day);
CREATE INDEX custody_photo ON custody (released_at) WHERE photo <> '';

CREATE TABLE spot_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- One of the two is named: whose history it is.
CREATE TABLE spot_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	decision   INTEGER REFERENCES spot_decision (id),
	custody    INTEGER REFERENCES custody (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT '',
	CHECK ((decision IS NULL) <> (custody IS NULL))
) STRICT;
CREATE INDEX spot_event_decision ON spot_event (decision, id) WHERE decision IS NOT NULL;
CREATE INDEX spot_event_custody ON spot_event (custody, id) WHERE custody IS NOT NULL;
CREATE TRIGGER spot_event_no_update BEFORE UPDATE ON spot_event BEGIN SELECT RAISE(ABORT, 'spot events are never changed'); END;
CREATE TRIGGER spot_event_no_delete BEFORE DELETE ON spot_event BEGIN SELECT RAISE(ABORT, 'spot events are never removed'); END;

INSERT INTO policy (key, from_day, value) VALUES
	('spot.fine_fen', '2017-11-09', '5000'),
	('spot.impound', '2017-11-09', '0'),
	('spot.impound_days', '2017-11-09', '3'),
	('spot.pay_days', '2017-11-09', '15'),
	('spot.overdue_pct', '2017-11-09', '3'),
	('spot.claim_days', '2017-11-09', '30'),
	('spot.unclaimed_days', '2017-11-09', '90'),
	('message.spot_news', '2017-11-09', '1');
