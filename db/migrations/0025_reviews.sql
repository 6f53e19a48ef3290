-- Reviews: the pictures of a request for an override, how long an upload is kept for one, and why a merge was declined.

CREATE TABLE number_override_photo (
	override_id INTEGER NOT NULL REFERENCES number_override (id),
	slot        TEXT NOT NULL CHECK (length(slot) > 0),
	photo       TEXT NOT NULL CHECK (length(photo) = 32),
	PRIMARY KEY (override_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_override_photo_photo ON number_override_photo (photo);

-- An upload that a request needs does not vanish before this instant.
ALTER TABLE photo ADD COLUMN hold_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE owner_merge ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX owner_merge_asker ON owner_merge (asked_by, id);
