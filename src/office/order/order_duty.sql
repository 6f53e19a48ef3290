-- name: set_station
INSERT INTO duty_area (unit, station, set_by, set_at) VALUES ($1, $2, $3, $4) RETURNING id;
-- name: set_district
INSERT INTO duty_area (unit, district, set_by, set_at) VALUES ($1, $2, $3, $4) RETURNING id;
-- name: drop_place
DELETE FROM duty_area WHERE station = $1 OR district = $2;
-- name: drop
DELETE FROM duty_area WHERE id = $1;
-- name: by_id
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), set_at FROM duty_area WHERE id = $1;
-- name: list
SELECT id, unit, coalesce(station, 0), coalesce(district, 0), set_at FROM duty_area WHERE id > $1 ORDER BY id LIMIT $2;
