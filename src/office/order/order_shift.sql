-- name: shift_add
INSERT INTO duty_shift (unit, station, district, from_day, to_day, weekdays, from_min, to_min, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;
-- name: shift_put
UPDATE duty_shift SET unit = $1, from_day = $2, to_day = $3, weekdays = $4, from_min = $5, to_min = $6, ended = $7, set_by = $8, set_at = $9, ver = ver + 1
	WHERE id = $10 AND ver = $11;
-- name: shift_log
INSERT INTO duty_shift_log (shift, ver, unit, from_day, to_day, weekdays, from_min, to_min, ended, set_by, set_at)
	SELECT id, ver, unit, from_day, to_day, weekdays, from_min, to_min, ended, set_by, set_at FROM duty_shift WHERE id = $1;
-- name: shift_get
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), from_day, coalesce(to_day, 0), weekdays, from_min, to_min, ended, set_by, set_at, ver FROM duty_shift WHERE id = $1;
-- name: shift_was
SELECT s.id, l.unit, coalesce(s.station, 0), coalesce(s.district, 0), l.from_day, coalesce(l.to_day, 0), l.weekdays, l.from_min, l.to_min, l.ended, l.set_by, l.set_at, l.ver
	FROM duty_shift_log l JOIN duty_shift s ON s.id = l.shift WHERE l.shift = $1 AND l.ver = $2;
-- name: shift_list
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), from_day, coalesce(to_day, 0), weekdays, from_min, to_min, ended, set_by, set_at, ver FROM duty_shift
	WHERE id > $1 AND ((ended = 0 AND (to_day IS NULL OR to_day >= $2)) OR set_at >= $3) ORDER BY id LIMIT $4;
-- name: shift_of
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), from_day, coalesce(to_day, 0), weekdays, from_min, to_min, ended, set_by, set_at, ver FROM duty_shift
	WHERE (station = $1 OR district = $2) AND ended = 0 AND (to_day IS NULL OR to_day >= $3) ORDER BY id LIMIT $4;
-- name: shift_count
SELECT count(*) FROM duty_shift WHERE (station = $1 OR district = $2) AND ended = 0 AND (to_day IS NULL OR to_day >= $3);
-- name: standing
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), set_at FROM duty_area WHERE station = $1 OR district = $2;
-- name: places
SELECT station, district FROM (SELECT coalesce(station, 0) AS station, coalesce(district, 0) AS district FROM duty_area
	UNION SELECT coalesce(station, 0), coalesce(district, 0) FROM duty_shift WHERE ended = 0 AND (to_day IS NULL OR to_day >= $3)) p
	WHERE CASE WHEN station > 0 THEN station + 1000000 ELSE district END > $1 ORDER BY CASE WHEN station > 0 THEN station + 1000000 ELSE district END LIMIT $2;
