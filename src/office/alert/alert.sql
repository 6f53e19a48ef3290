-- name: detected
SELECT count(*) FROM detection WHERE lsn = $1 AND n = $2;
-- name: keep
INSERT INTO detection (lsn, n, theft, tag, station, district, heard_at, recv_at, rssi, severity, late, lat_e7, lon_e7, radius_m, alert, source)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
-- name: position
SELECT lsn, n FROM detection WHERE lsn > 0 ORDER BY lsn DESC, n DESC LIMIT 1;
-- name: add
INSERT INTO alert (theft, subject, state, severity, late, first_heard_at, last_heard_at, issued_at, number, bike, plate, station,
	station_name, district, lat_e7, lon_e7, radius_m, station_place, rule, doubt, opened_at)
	VALUES ($1, $2, 'new', $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $6) RETURNING id;
-- name: again
UPDATE alert SET state = $1, severity = $2, late = $3, count = count + 1, first_heard_at = $4, last_heard_at = $5, issued_at = $6,
	station = $7, station_name = $8, district = $9, lat_e7 = $10, lon_e7 = $11, radius_m = $12,
	acked_by = CASE WHEN $1 = 'new' THEN NULL ELSE acked_by END, acked_at = CASE WHEN $1 = 'new' THEN NULL ELSE acked_at END,
	acked_name = CASE WHEN $1 = 'new' THEN '' ELSE acked_name END, station_place = $13, doubt = $14,
	ordered = CASE WHEN $15 = 1 THEN 0 ELSE ordered END, ver = ver + 1 WHERE id = $16 AND ver = $17;
-- name: open_of
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE theft = $1 AND subject = $2 AND state <> 'closed';
-- name: by_id
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE id = $1;
-- name: of_case
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE theft = $1 ORDER BY state = 'closed', id DESC LIMIT 1;
-- name: open_of_case
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE theft = $1 AND state <> 'closed' ORDER BY id LIMIT 16;
-- name: list
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE id < $1 AND ($2 = 0 OR state <> 'closed') AND ($3 < 0 OR (coalesce(shelved_until, 0) > $4 AND state <> 'closed') = ($3 = 1))
	AND ($5 = 0 OR flood = $5) ORDER BY id DESC LIMIT $6;
-- name: open_count
SELECT count(*) FROM alert WHERE state <> 'closed';
-- name: ack
UPDATE alert SET state = 'acked', acked_by = $1, acked_name = $2, acked_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'new' AND ver = $5;
-- name: close
UPDATE alert SET state = 'closed', closed_at = $1, ver = ver + 1 WHERE id = $2 AND state <> 'closed';
-- name: unordered
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE ordered = 0 AND state <> 'closed' AND doubt = '' AND coalesce(shelved_until, 0) <= $1
	AND (flood IS NULL OR flood IN (SELECT f.id FROM alert_flood f WHERE f.closed_at IS NOT NULL)) ORDER BY id LIMIT $2;
-- name: ordered
UPDATE alert SET ordered = 1 WHERE id = $1;
-- name: confirm
UPDATE alert SET outcome = 'true', ver = ver + 1 WHERE id = $1 AND outcome = '';
