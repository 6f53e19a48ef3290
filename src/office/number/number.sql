-- name: add
INSERT INTO number_entry (kind, norm, skel, bike, added_at, override_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;
-- name: end
UPDATE number_entry SET live = 0, ended_at = $4 WHERE kind = $1 AND norm = $2 AND bike = $3 AND live = 1;
-- name: end_all
UPDATE number_entry SET live = 0, ended_at = $2 WHERE bike = $1 AND live = 1;
-- name: of_bike
SELECT kind, norm, bike FROM number_entry WHERE bike = $1 AND live = 1 ORDER BY id;
-- name: of_bike_here
-- of a bike of the area, or of none
SELECT kind, norm, bike FROM number_entry WHERE bike = $1 AND live = 1
	AND EXISTS (SELECT 1 FROM bike b LEFT JOIN unit u ON u.id = b.unit WHERE b.id = $1 AND (b.unit = 0 OR substr(u.path, 1, length($2)) = $2)) ORDER BY id;
-- name: exact
SELECT kind, norm, bike FROM number_entry WHERE norm = $1 AND live = 1 ORDER BY bike, kind LIMIT $2;
-- name: look_alike
SELECT kind, norm, bike FROM number_entry WHERE skel = $1 AND live = 1 ORDER BY bike, kind LIMIT $2;
-- name: entry
SELECT id, kind, norm, bike FROM number_entry WHERE id = $1 AND live = 1;
-- name: load
SELECT id, kind, norm, bike FROM number_entry WHERE id > $1 AND live = 1 ORDER BY id LIMIT $2;
-- name: ask
INSERT INTO number_override (kind, norm, reason, state, asked_by, asked_at, brand, model, colour, frame_no, motor_no, vehicle_code)
	VALUES ($1, $2, $3, 'asked', $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;
-- name: override
SELECT id, kind, norm, reason, note, coalesce(asked_by, 0), coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0), coalesce(used_by, 0), state, ver,
	brand, model, colour, frame_no, motor_no, vehicle_code
	FROM number_override WHERE id = $1;
-- name: granted
SELECT id, kind, norm, reason, note, coalesce(asked_by, 0), coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0), coalesce(used_by, 0), state, ver,
	brand, model, colour, frame_no, motor_no, vehicle_code
	FROM number_override WHERE kind = $1 AND norm = $2 AND state = 'granted';
-- name: overrides
SELECT id, kind, norm, reason, note, coalesce(asked_by, 0), coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0), coalesce(used_by, 0), state, ver,
	brand, model, colour, frame_no, motor_no, vehicle_code
	FROM number_override WHERE id < $1 AND ($2 = 0 OR state = 'asked') AND ($3 = 0 OR asked_by = $3) ORDER BY id DESC LIMIT $4;
-- name: photo_add
INSERT INTO number_override_photo (override_id, slot, photo) VALUES ($1, $2, $3);
-- name: photos
SELECT slot, photo FROM number_override_photo WHERE override_id = $1 ORDER BY slot LIMIT 6;
-- name: photo_needed
SELECT count(*) FROM number_override_photo p JOIN number_override o ON o.id = p.override_id WHERE p.photo = $1 AND o.state = 'asked';
-- name: decide
UPDATE number_override SET state = $1, note = $2, decided_by = $3, decided_at = $4, ver = ver + 1 WHERE id = $5 AND state = $6 AND ver = $7;
-- name: use
UPDATE number_override SET state = 'used', used_by = $1, ver = ver + 1 WHERE id = $2 AND state = 'granted' AND ver = $3;
