-- name: detected
SELECT count(*) FROM detection WHERE lsn = $1 AND n = $2;
-- name: keep
INSERT INTO detection (lsn, n, theft, tag, station, district, heard_at, recv_at, rssi, severity, late, lat_e7, lon_e7, radius_m, alert)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);
-- name: position
SELECT lsn, n FROM detection ORDER BY lsn DESC, n DESC LIMIT 1;
-- name: add
INSERT INTO alert (theft, subject, state, severity, late, first_heard_at, last_heard_at, issued_at, number, bike, plate, station,
	station_name, district, lat_e7, lon_e7, radius_m, station_place)
	VALUES ($1, $2, 'new', $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id;
-- name: again
UPDATE alert SET state = $1, severity = $2, late = $3, count = count + 1, first_heard_at = $4, last_heard_at = $5, issued_at = $6,
	station = $7, station_name = $8, district = $9, lat_e7 = $10, lon_e7 = $11, radius_m = $12,
	acked_by = CASE WHEN $1 = 'new' THEN NULL ELSE acked_by END, acked_at = CASE WHEN $1 = 'new' THEN NULL ELSE acked_at END,
	acked_name = CASE WHEN $1 = 'new' THEN '' ELSE acked_name END, station_place = $13, ver = ver + 1 WHERE id = $14 AND ver = $15;
-- name: open_of
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver
	FROM alert WHERE theft = $1 AND subject = $2 AND state <> 'closed';
-- name: by_id
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver
	FROM alert WHERE id = $1;
-- name: of_case
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver
	FROM alert WHERE theft = $1 ORDER BY state = 'closed', id DESC LIMIT 1;
-- name: open_of_case
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver
	FROM alert WHERE theft = $1 AND state <> 'closed' ORDER BY id LIMIT 16;
-- name: list
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver
	FROM alert WHERE id < $1 AND ($2 = 0 OR state <> 'closed') ORDER BY id DESC LIMIT $3;
-- name: open_count
SELECT count(*) FROM alert WHERE state <> 'closed';
-- name: ack
UPDATE alert SET state = 'acked', acked_by = $1, acked_name = $2, acked_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'new' AND ver = $5;
-- name: close
UPDATE alert SET state = 'closed', closed_at = $1, ver = ver + 1 WHERE id = $2 AND state <> 'closed';
