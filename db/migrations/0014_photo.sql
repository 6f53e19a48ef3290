-- Photos: a row each, the sealed file lies in the data directory under the same name. One that is not used vanishes after a day.

CREATE TABLE photo (
	id      TEXT PRIMARY KEY CHECK (length(id) = 32),
	head    TEXT NOT NULL CHECK (length(head) = 13),
	digest  BLOB NOT NULL CHECK (length(digest) = 32),
	bytes   INTEGER NOT NULL CHECK (bytes > 0),
	width   INTEGER NOT NULL CHECK (width > 0),
	height  INTEGER NOT NULL CHECK (height > 0),
	at      INTEGER NOT NULL,
	actor   INTEGER NOT NULL,
	used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_waiting ON photo (actor, at) WHERE used_at IS NULL;
CREATE INDEX photo_stale ON photo (at) WHERE used_at IS NULL;
CREATE INDEX photo_digest ON photo (digest);

-- No route ever wrote a row of it: made again for photos of that table.
DROP TABLE bike_photo;
CREATE TABLE bike_photo (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	bike   INTEGER NOT NULL REFERENCES bike (id),
	slot   TEXT NOT NULL,
	blob   TEXT NOT NULL UNIQUE REFERENCES photo (id),
	bytes  INTEGER NOT NULL,
	width  INTEGER NOT NULL,
	height INTEGER NOT NULL,
	at     INTEGER NOT NULL,
	actor  INTEGER NOT NULL,
	until  INTEGER
) STRICT;
CREATE UNIQUE INDEX bike_photo_open ON bike_photo (bike, slot) WHERE until IS NULL;

INSERT INTO policy (key, from_day, value) VALUES ('photo.required', '2017-11-09', 'front,rear_plate,vehicle_code,tag_place');
