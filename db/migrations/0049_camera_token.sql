-- A camera's own right to push pictures: of this name, for this name, and for nothing else. The token itself is shown once; here is its SHA-256, in hexadecimal.
CREATE TABLE violation_camera_token (
	camera  TEXT PRIMARY KEY CHECK (length(camera) BETWEEN 1 AND 64),
	sha     TEXT NOT NULL UNIQUE CHECK (length(sha) = 64),
	made_by INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	used_at INTEGER
) STRICT, WITHOUT ROWID;

-- How it went is a word now (it was a sentence, from which one could learn what else stands in a network): it is not known until the camera is asked again.
UPDATE violation_camera SET fault = '', asked_at = NULL WHERE fault <> '';

-- When the transfer of a bike was filed that was done at an instant.
CREATE INDEX booking_transfer ON booking (bike, ended_at) WHERE purpose = 'transfer' AND state = 'done' AND bike IS NOT NULL;
