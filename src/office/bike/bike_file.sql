-- name: event_add
INSERT INTO bike_event (bike, at, event, actor, unit, request, detail) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, detail, actor, unit FROM bike_event WHERE bike = $1 ORDER BY id LIMIT $2;
-- name: photo_end
UPDATE bike_photo SET until = $1 WHERE bike = $2 AND slot = $3 AND until IS NULL;
-- name: photo_add
INSERT INTO bike_photo (bike, slot, blob, bytes, width, height, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;
-- name: photo_get
SELECT id, bike, slot, blob, bytes, width, height, at, actor FROM bike_photo WHERE bike = $1 AND slot = $2 AND until IS NULL;
-- name: photos
SELECT id, bike, slot, blob, bytes, width, height, at, actor FROM bike_photo WHERE bike = $1 AND until IS NULL ORDER BY slot;
-- name: photos_old
-- replaced before $1, or of a bike whose registration ended before $2; never while something stands against the bike
SELECT p.id, p.bike, p.slot, p.blob FROM bike_photo p JOIN bike b ON b.id = p.bike
	WHERE (p.until <= $1 OR (b.life = 'deregistered'
		AND (SELECT max(e.at) FROM bike_event e WHERE e.bike = p.bike AND e.event IN ('deregister', 'import_undo')) <= $2))
	AND NOT EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = p.bike AND f.until IS NULL AND f.flag NOT IN ('silent_tag', 'low_battery', 'plate_lost', 'plan_expired'))
	ORDER BY p.id LIMIT $3;
-- name: photo_drop
DELETE FROM bike_photo WHERE id = $1;
-- name: correction_add
INSERT INTO correction (bike, field, old, new, reason, state, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7) RETURNING id;
-- name: correction_get
SELECT id, bike, field, old, new, reason, state, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM correction WHERE id = $1;
-- name: correction_decide
UPDATE correction SET state = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND state = 'asked';
-- name: corrections
SELECT id, bike, field, old, new, reason, state, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM correction
	WHERE id < $1 AND ($2 = 0 OR state = 'asked') ORDER BY id DESC LIMIT $3;
