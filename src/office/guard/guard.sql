-- name: now_of
SELECT id, bike, ownership, tag, owner_tag, armed, dual, coalesce(night_from, -1), coalesce(night_to, -1), flags, set_at, coalesce(ended_at, 0) FROM guard
	WHERE bike = $1 AND ended_at IS NULL;
-- name: by_id
SELECT id, bike, ownership, tag, owner_tag, armed, dual, coalesce(night_from, -1), coalesce(night_to, -1), flags, set_at, coalesce(ended_at, 0) FROM guard
	WHERE id = $1;
-- name: nights
SELECT id, bike, ownership, tag, owner_tag, armed, dual, coalesce(night_from, -1), coalesce(night_to, -1), flags, set_at, coalesce(ended_at, 0) FROM guard
	WHERE ended_at IS NULL AND night_from IS NOT NULL AND flags % 2 <> CASE WHEN armed = 1
	OR (night_from <= night_to AND $1 >= night_from AND $1 < night_to) OR (night_from > night_to AND ($1 >= night_from OR $1 < night_to)) THEN 1 ELSE 0 END
	ORDER BY id LIMIT $2;
-- name: add
INSERT INTO guard (bike, ownership, tag, owner_tag, armed, dual, night_from, night_to, flags, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	RETURNING id;
-- name: change
UPDATE guard SET owner_tag = $1, armed = $2, dual = $3, night_from = $4, night_to = $5, flags = $6, set_at = $7, ver = ver + 1 WHERE id = $8
	AND ended_at IS NULL;
-- name: flags
UPDATE guard SET flags = $1, ver = ver + 1 WHERE id = $2 AND ended_at IS NULL;
-- name: end
UPDATE guard SET ended_at = $1, end_why = $2, flags = 0, ver = ver + 1 WHERE id = $3 AND ended_at IS NULL;
-- name: tell
INSERT INTO guard_change (guard, tag, owner_tag, flags, at) VALUES ($1, $2, $3, $4, $5);
-- name: again
INSERT INTO guard_change (guard, tag, owner_tag, flags, at) SELECT id, tag, owner_tag, flags, $1 FROM guard WHERE ended_at IS NULL AND flags > 0 ORDER BY id;
-- name: pending
SELECT id, guard, tag, owner_tag, flags, at FROM guard_change WHERE journaled = 0 ORDER BY id LIMIT $1;
-- name: journaled
UPDATE guard_change SET journaled = 1 WHERE id = $1 AND journaled = 0;
-- name: alert_add
INSERT INTO guard_alert (guard, lsn, n, kind, state, bike, ownership, plate, path, heard_at, opened_at, station, station_name, station_place, district,
	lat_e7, lon_e7, radius_m) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
	ON CONFLICT (lsn, n) DO NOTHING;
-- name: alert_by_id
SELECT id, guard, kind, state, bike, ownership, plate, path, heard_at, opened_at, station, station_name, station_place, district, lat_e7, lon_e7,
	radius_m, coalesce(answered_at, 0), coalesce(theft, 0) FROM guard_alert WHERE id = $1;
-- name: alert_at
SELECT id, guard, kind, state, bike, ownership, plate, path, heard_at, opened_at, station, station_name, station_place, district, lat_e7, lon_e7,
	radius_m, coalesce(answered_at, 0), coalesce(theft, 0) FROM guard_alert WHERE lsn = $1 AND n = $2;
-- name: alerts
SELECT id, guard, kind, state, bike, ownership, plate, path, heard_at, opened_at, station, station_name, station_place, district, lat_e7, lon_e7,
	radius_m, coalesce(answered_at, 0), coalesce(theft, 0) FROM guard_alert WHERE id < $1 AND ($2 = 0 OR state = 'open')
	AND ($3 = '' OR substr(path, 1, length($3)) = $3) ORDER BY id DESC LIMIT $4;
-- name: alerts_of
SELECT id, guard, kind, state, bike, ownership, plate, path, heard_at, opened_at, station, station_name, station_place, district, lat_e7, lon_e7,
	radius_m, coalesce(answered_at, 0), coalesce(theft, 0) FROM guard_alert WHERE bike = $1 AND ownership = $2 AND id < $3 ORDER BY id DESC LIMIT $4;
-- name: alert_answer
UPDATE guard_alert SET state = $1, answered_at = $2, answered_by = $3, theft = $4, ver = ver + 1 WHERE id = $5 AND state = 'open';
-- name: alert_take_back
UPDATE guard_alert SET state = 'taken_back', answered_at = $1, ver = ver + 1 WHERE guard = $2 AND kind = 'no_owner_tag' AND state = 'open';
-- name: alert_end
UPDATE guard_alert SET state = 'ended', answered_at = $1, ver = ver + 1 WHERE guard = $2 AND state = 'open';
-- name: told
UPDATE guard_alert SET told = 1 WHERE id = $1;
-- name: told_since
SELECT count(*) FROM guard_alert WHERE bike = $1 AND told = 1 AND opened_at > $2;
-- name: figures
SELECT kind, count(*), sum(CASE WHEN state = 'mine' THEN 1 ELSE 0 END), sum(CASE WHEN state IN ('reported', 'taken') THEN 1 ELSE 0 END),
	sum(CASE WHEN state = 'taken_back' THEN 1 ELSE 0 END) FROM guard_alert WHERE opened_at >= $1 AND opened_at < $2 GROUP BY kind ORDER BY kind;
