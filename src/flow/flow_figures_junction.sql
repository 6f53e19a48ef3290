-- name: heat_junctions
SELECT j.id, j.name, j.lat_e7, j.lon_e7 FROM junction j WHERE substr(j.path, 1, length($1)) = $1 ORDER BY j.id;
-- name: junction_at
SELECT j.id, j.name, j.path FROM junction j WHERE j.id = $1;
-- How many a junction, day, state and whether told by radio. $1 area, $2 1: a whole city, [$3, $4) days, $5 kind or '', $6 and $7 hours, $8 1: over midnight.
-- name: heat_days
SELECT coalesce(v.junction, 0), v.day, v.state, CASE WHEN v.source = 'radio' THEN 1 ELSE 0 END, count(*)
	FROM violation v WHERE v.day >= $3 AND v.day < $4 AND ($5 = '' OR v.kind = $5)
	AND (($8 = 0 AND (v.at + 28800000) / 3600000 % 24 >= $6 AND (v.at + 28800000) / 3600000 % 24 <= $7)
	OR ($8 = 1 AND ((v.at + 28800000) / 3600000 % 24 >= $6 OR (v.at + 28800000) / 3600000 % 24 <= $7)))
	AND (v.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND v.unit_id = 0))
	GROUP BY coalesce(v.junction, 0), v.day, v.state, CASE WHEN v.source = 'radio' THEN 1 ELSE 0 END;
-- The same of one junction, whosever, by kind.
-- name: change_days
SELECT v.day, v.kind, v.state, CASE WHEN v.source = 'radio' THEN 1 ELSE 0 END, count(*)
	FROM violation v WHERE v.junction = $1 AND v.day >= $2 AND v.day < $3 GROUP BY v.day, v.kind, v.state, CASE WHEN v.source = 'radio' THEN 1 ELSE 0 END;
-- name: watch_stations
SELECT s.junction, s.id, s.created_at FROM station s WHERE s.kind = 'junction' AND s.state = 'active' AND s.junction > 0 AND ($1 = 0 OR s.junction = $1)
	ORDER BY s.junction, s.id;
-- When a station did not hear, in [$2, $3); what has not ended yet ends at $3.
-- name: watch_gaps
SELECT s.id, a.since, coalesce(a.until, $3) FROM station s JOIN station_alarm a ON a.station = s.id
	WHERE s.kind = 'junction' AND s.state = 'active' AND s.junction > 0 AND ($1 = 0 OR s.junction = $1)
	AND a.kind IN ('offline', 'deaf') AND a.since < $3 AND (a.until IS NULL OR a.until > $2) ORDER BY s.junction, s.id, a.since;
-- Accidents have a place in words, no coordinates: near is what names the junction.
-- name: accidents
SELECT a.happened_at, CASE WHEN replace(a.place, $1, '') <> a.place THEN 1 ELSE 0 END FROM accident a
	WHERE a.happened_at >= $2 AND a.happened_at < $3 AND a.state <> 'withdrawn';
