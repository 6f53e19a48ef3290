-- Junctions: where their arms, lanes and antennas are, by whose signals they go. id is the number that stations name as theirs (station.junction).

CREATE TABLE junction (
	id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 65535),
	name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	lat_e7     INTEGER NOT NULL,
	lon_e7     INTEGER NOT NULL,
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	told       INTEGER NOT NULL DEFAULT 0,
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A junction's geometry as a whole: arms, signal groups, antennas. One draft at most, one in force at most; what was published stays as it was.
CREATE TABLE junction_version (
	junction     INTEGER NOT NULL REFERENCES junction (id),
	version      INTEGER NOT NULL CHECK (version > 0),
	state        TEXT NOT NULL CHECK (state IN ('draft', 'published', 'replaced', 'discarded')),
	geometry     TEXT NOT NULL CHECK (length(geometry) > 1),
	note         TEXT NOT NULL DEFAULT '',
	created_by   INTEGER NOT NULL,
	created_at   INTEGER NOT NULL,
	published_by INTEGER,
	published_at INTEGER,
	PRIMARY KEY (junction, version),
	CHECK (state NOT IN ('published', 'replaced') OR (published_by IS NOT NULL AND published_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX junction_version_draft ON junction_version (junction) WHERE state = 'draft';
CREATE UNIQUE INDEX junction_version_published ON junction_version (junction) WHERE state = 'published';
CREATE TRIGGER junction_version_kept BEFORE UPDATE ON junction_version
	WHEN OLD.state <> 'draft' AND (NEW.geometry <> OLD.geometry OR NEW.version <> OLD.version OR NEW.state = 'draft')
	BEGIN SELECT RAISE(ABORT, 'a published geometry is never changed'); END;
CREATE TRIGGER junction_version_no_delete BEFORE DELETE ON junction_version BEGIN SELECT RAISE(ABORT, 'geometries are never removed'); END;

-- Where a junction's phases come from. plan: the fixed-time plan as JSON; address: of the controller.
CREATE TABLE junction_source (
	junction   INTEGER PRIMARY KEY REFERENCES junction (id),
	kind       TEXT NOT NULL CHECK (kind IN ('none', 'api', 'plan', 'gbt20999')),
	address    TEXT NOT NULL DEFAULT '',
	controller INTEGER NOT NULL DEFAULT 0 CHECK (controller BETWEEN 0 AND 4294967295),
	road       INTEGER NOT NULL DEFAULT 0 CHECK (road BETWEEN 0 AND 255),
	plan       TEXT NOT NULL DEFAULT '',
	set_by     INTEGER NOT NULL,
	set_at     INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK (kind <> 'plan' OR plan <> ''),
	CHECK (kind <> 'gbt20999' OR address <> '')
) STRICT;

-- From where the detector reads the journal again after a restart.
CREATE TABLE junction_mark (
	id  INTEGER PRIMARY KEY CHECK (id = 1),
	lsn INTEGER NOT NULL,
	at  INTEGER NOT NULL
) STRICT;
CREATE INDEX station_junction ON station (junction, name);
