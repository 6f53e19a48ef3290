-- The whole life of a theft case: who reported it, receipt, filing, finding, giving back; several bikes of one crime; solved apart from found.

CREATE TABLE theft_new (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	number        TEXT NOT NULL UNIQUE,
	bike          INTEGER NOT NULL REFERENCES bike (id),
	tag           TEXT NOT NULL,
	plate         TEXT NOT NULL,
	state         TEXT NOT NULL CHECK (state IN ('reported', 'accepted', 'filed', 'not_filed', 'watched', 'located', 'recovered', 'returned', 'unsolved',
		'withdrawn', 'unfounded')),
	severity      INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	source        TEXT NOT NULL CHECK (source IN ('owner', 'counter', 'police', 'emergency')),
	source_ref    TEXT NOT NULL DEFAULT '' CHECK (length(source_ref) <= 64),
	last_seen_at  INTEGER NOT NULL,
	missing_at    INTEGER NOT NULL CHECK (missing_at >= last_seen_at),
	reported_at   INTEGER NOT NULL CHECK (reported_at >= missing_at),
	accepted_at   INTEGER,
	receipt_no    TEXT NOT NULL DEFAULT '',
	filing        TEXT NOT NULL DEFAULT 'plain' CHECK (filing IN ('plain', 'checks', 'complex')),
	filing_due_at INTEGER,
	filed_at      INTEGER,
	filing_no     TEXT NOT NULL DEFAULT '' CHECK (length(filing_no) <= 64),
	located_at    INTEGER,
	recovered_at  INTEGER,
	unsolved_at   INTEGER,
	closed_at     INTEGER,
	solved_at     INTEGER,
	crime         INTEGER NOT NULL DEFAULT 0,
	lat_e7        INTEGER,
	lon_e7        INTEGER,
	place         TEXT NOT NULL DEFAULT '',
	note          TEXT NOT NULL DEFAULT '',
	locked        TEXT NOT NULL DEFAULT 'unknown' CHECK (locked IN ('unknown', 'yes', 'no')),
	lock_kind     TEXT NOT NULL DEFAULT 'unknown' CHECK (lock_kind IN ('unknown', 'none', 'built_in', 'chain', 'u_lock', 'disc', 'electronic', 'other')),
	key_count     INTEGER NOT NULL DEFAULT 0 CHECK (key_count BETWEEN 0 AND 9),
	key_place     TEXT NOT NULL DEFAULT 'unknown' CHECK (key_place IN ('unknown', 'owner', 'family', 'in_bike', 'lost', 'other')),
	reason        TEXT NOT NULL DEFAULT '',
	officer       INTEGER REFERENCES account (id),
	unit          INTEGER NOT NULL DEFAULT 0,
	ver           INTEGER NOT NULL DEFAULT 1,
	CHECK ((state IN ('not_filed', 'returned', 'withdrawn', 'unfounded')) = (closed_at IS NOT NULL)),
	CHECK (state IN ('reported', 'withdrawn', 'unfounded') OR accepted_at IS NOT NULL),
	CHECK (state NOT IN ('filed', 'watched', 'located', 'recovered', 'returned', 'unsolved') OR filed_at IS NOT NULL),
	CHECK (state NOT IN ('recovered', 'returned') OR recovered_at IS NOT NULL),
	CHECK (state <> 'unsolved' OR unsolved_at IS NOT NULL),
	CHECK ((accepted_at IS NULL) = (receipt_no = '')),
	CHECK (filed_at IS NULL OR filing_no <> ''),
	CHECK (source <> 'emergency' OR source_ref <> ''),
	CHECK (officer IS NOT NULL OR source = 'owner')
) STRICT;
INSERT INTO theft_new (id, number, bike, tag, plate, state, severity, source, last_seen_at, missing_at, reported_at, accepted_at, receipt_no, filed_at, filing_no,
	located_at, recovered_at, closed_at, lat_e7, lon_e7, place, note, officer, unit, ver)
	SELECT t.id, t.number, t.bike, t.tag, t.plate, CASE WHEN t.state = 'recovered' THEN 'returned' ELSE t.state END, t.severity, 'police', t.last_seen_at,
	t.missing_at, t.reported_at, CASE WHEN t.state IN ('watched', 'located', 'recovered') THEN t.reported_at END,
	CASE WHEN t.state IN ('watched', 'located', 'recovered') THEN 'R-' || t.number ELSE '' END,
	CASE WHEN t.state IN ('watched', 'located', 'recovered') THEN t.reported_at END,
	CASE WHEN t.state IN ('watched', 'located', 'recovered') THEN 'L-' || t.number ELSE '' END,
	t.located_at, CASE WHEN t.state = 'recovered' THEN t.closed_at END, t.closed_at, t.lat_e7, t.lon_e7, t.place, t.note, t.officer,
	coalesce((SELECT a.unit FROM account a WHERE a.id = t.officer), 0), t.ver FROM theft t;
DROP TABLE theft;
ALTER TABLE theft_new RENAME TO theft;
CREATE UNIQUE INDEX theft_open ON theft (bike) WHERE state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded');
CREATE INDEX theft_state ON theft (state, id);
CREATE INDEX theft_bike ON theft (bike, id);
CREATE INDEX theft_crime ON theft (crime, id) WHERE crime > 0;

-- A case that was closed as recovered had been given back, too.
INSERT INTO theft_event (theft, at, event, actor, from_state, to_state, note)
	SELECT id, closed_at, 'return', 0, 'recovered', 'returned', '' FROM theft WHERE state = 'returned';

-- Who told of it, where that is not the owner. Personal columns: p_ sealed by the vault, ref the row's random name.
CREATE TABLE theft_reporter (
	theft   INTEGER PRIMARY KEY REFERENCES theft (id),
	ref     BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	p_name  TEXT NOT NULL,
	p_phone TEXT NOT NULL DEFAULT ''
) STRICT;

INSERT INTO policy (key, from_day, value) VALUES
	('case.filing_days',         '2017-11-09', '3'),
	('case.filing_days_checks',  '2017-11-09', '7'),
	('case.filing_days_complex', '2017-11-09', '30'),
	('case.unsolved_days',       '2017-11-09', '60'),
	('case.owner_reports_day',   '2017-11-09', '3');
