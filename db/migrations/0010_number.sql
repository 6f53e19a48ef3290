-- Which bike carries which number, and the reviewed leave to have one twice.

CREATE TABLE number_override (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	kind       TEXT NOT NULL CHECK (kind IN ('frame', 'motor', 'vehicle')),
	norm       TEXT NOT NULL CHECK (length(norm) > 0),
	reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 400),
	note       TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn', 'used')),
	asked_by   INTEGER NOT NULL,
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	used_by    INTEGER REFERENCES bike (id),
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'asked') = (decided_at IS NULL)),
	CHECK (state IN ('asked', 'withdrawn') OR decided_by <> asked_by),
	CHECK ((state = 'used') = (used_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX number_override_open ON number_override (kind, norm) WHERE state IN ('asked', 'granted');

CREATE TABLE number_entry (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	kind        TEXT NOT NULL CHECK (kind IN ('plate', 'tag', 'frame', 'motor', 'vehicle')),
	norm        TEXT NOT NULL CHECK (length(norm) > 0),
	skel        TEXT NOT NULL,
	bike        INTEGER NOT NULL REFERENCES bike (id),
	live        INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
	added_at    INTEGER NOT NULL,
	ended_at    INTEGER,
	override_id INTEGER REFERENCES number_override (id),
	CHECK ((live = 0) = (ended_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX number_one ON number_entry (kind, norm) WHERE live = 1 AND kind IN ('plate', 'tag');
CREATE UNIQUE INDEX number_once ON number_entry (norm, kind, bike) WHERE live = 1;
CREATE INDEX number_skel ON number_entry (skel) WHERE live = 1;
CREATE INDEX number_bike ON number_entry (bike);
