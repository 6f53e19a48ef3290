-- name: number
INSERT INTO theft_number (district, day, n) VALUES ($1, $2, 1)
	ON CONFLICT (district, day) DO UPDATE SET n = theft_number.n + 1 RETURNING n;
-- name: add
INSERT INTO theft (number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, lat_e7, lon_e7, place, note, officer)
	VALUES ($1, $2, $3, $4, 'reported', $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id;
-- name: by_id
SELECT id, number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, coalesce(located_at, 0), coalesce(closed_at, 0),
	lat_e7, lon_e7, place, note, officer, ver FROM theft WHERE id = $1;
-- name: list
SELECT id, number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, coalesce(located_at, 0), coalesce(closed_at, 0),
	lat_e7, lon_e7, place, note, officer, ver FROM theft
	WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = 0 OR state NOT IN ('recovered', 'withdrawn')) ORDER BY id DESC LIMIT $4;
-- name: open_of
SELECT coalesce(max(id), 0) FROM theft WHERE bike = $1 AND state NOT IN ('recovered', 'withdrawn');
-- name: open_count
SELECT count(*) FROM theft WHERE state NOT IN ('recovered', 'withdrawn');
-- name: move
UPDATE theft SET state = $1, located_at = $2, closed_at = $3, ver = ver + 1 WHERE id = $4 AND state = $5 AND ver = $6;
-- name: event_add
INSERT INTO theft_event (theft, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM theft_event WHERE theft = $1 ORDER BY id LIMIT $2;
-- name: watch_add
INSERT INTO watch_change (theft, tag, op, severity, at, since) VALUES ($1, $2, $3, $4, $5, $6);
-- name: watch_pending
SELECT id, theft, tag, op, severity, at, since FROM watch_change WHERE journaled = 0 ORDER BY id LIMIT $1;
-- name: watch_journaled
UPDATE watch_change SET journaled = 1 WHERE id = $1 AND journaled = 0;
-- name: watch_again
INSERT INTO watch_change (theft, tag, op, severity, at, since)
	SELECT id, tag, 'add', severity, $1, last_seen_at FROM theft WHERE state IN ('watched', 'located') ORDER BY id;
