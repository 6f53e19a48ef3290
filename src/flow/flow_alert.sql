-- name: doubt
SELECT coalesce((SELECT max(kind) FROM station_alarm WHERE station = $1 AND until IS NULL AND kind IN ('clock', 'flood')), ''),
	coalesce((SELECT id FROM alert_flood WHERE rule = $2 AND district = $3 AND closed_at IS NULL), 0),
	(SELECT count(*) FROM (SELECT 1 FROM alert WHERE district = $3 AND opened_at > $4 AND rule = $2 LIMIT 1000) o);
