-- name: shelve
UPDATE alert SET shelved_until = $1, shelved_by = $2, shelved_name = $3, shelved_why = $4, ver = ver + 1
	WHERE id = $5 AND ver = $6 AND state <> 'closed';
-- name: unshelve
UPDATE alert SET shelved_until = NULL, issued_at = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND shelved_until IS NOT NULL;
-- name: shelf_over
SELECT id, theft, number, bike, plate, subject, state, severity, late, count, first_heard_at, last_heard_at, issued_at, station, station_name,
	station_place, district, coalesce(lat_e7, 0), coalesce(lon_e7, 0), radius_m, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0), ver,
	rule, opened_at, doubt, coalesce(shelved_until, 0), shelved_name, shelved_why, coalesce(flood, 0), outcome, outcome_reason, outcome_note, ordered
	FROM alert WHERE shelved_until IS NOT NULL AND state <> 'closed' AND shelved_until <= $1 ORDER BY shelved_until LIMIT $2;
-- name: false_alarm
UPDATE alert SET state = 'closed', closed_at = $1, outcome = 'false', outcome_reason = $2, outcome_note = $3, ver = ver + 1
	WHERE id = $4 AND ver = $5 AND state <> 'closed';
-- name: flood_add
INSERT INTO alert_flood (rule, district, opened_at) VALUES ($1, $2, $3) RETURNING id;
-- name: flood_adopt
UPDATE alert SET flood = $1 WHERE rule = $2 AND district = $3 AND opened_at > $4 AND state = 'new' AND flood IS NULL;
-- name: flood_child
UPDATE alert SET flood = $1 WHERE id = $2;
-- name: flood_count
UPDATE alert_flood SET n = n + $1 WHERE id = $2;
-- name: flood_by_id
SELECT id, rule, district, opened_at, n, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0) FROM alert_flood WHERE id = $1;
-- name: floods
SELECT id, rule, district, opened_at, n, acked_name, coalesce(acked_at, 0), coalesce(closed_at, 0) FROM alert_flood
	WHERE id < $1 AND ($2 = 0 OR closed_at IS NULL) ORDER BY id DESC LIMIT $3;
-- name: flood_ack
UPDATE alert_flood SET acked_by = $1, acked_name = $2, acked_at = $3 WHERE id = $4 AND acked_at IS NULL;
-- name: opened_since
SELECT count(*) FROM (SELECT 1 FROM alert WHERE district = $1 AND opened_at > $2 AND rule = $3 LIMIT 1000) o;
-- name: flood_end
UPDATE alert_flood SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL;
-- name: precision
SELECT rule, count(*), sum(CASE WHEN outcome = 'true' THEN 1 ELSE 0 END), sum(CASE WHEN outcome = 'false' THEN 1 ELSE 0 END)
	FROM alert WHERE opened_at >= $1 AND opened_at < $2 GROUP BY rule ORDER BY rule;
-- name: false_reasons
SELECT rule, outcome_reason, count(*) FROM alert WHERE opened_at >= $1 AND opened_at < $2 AND outcome = 'false'
	GROUP BY rule, outcome_reason ORDER BY rule, count(*) DESC, outcome_reason;
