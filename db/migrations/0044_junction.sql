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
	ver        INTEGER NOT NULL DEFAULT 1
) STRICT;
