-- name: add
INSERT INTO site (unit, code, name, district, lat_e7, lon_e7, address, phone, slot_min, quota, windows, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;
-- name: by_id
SELECT id, unit, code, name, district, lat_e7, lon_e7, address, phone, slot_min, quota, windows, state, ver FROM site WHERE id = $1;
-- name: by_code
SELECT id, unit, code, name, district, lat_e7, lon_e7, address, phone, slot_min, quota, windows, state, ver FROM site WHERE code = $1;
-- name: list
SELECT id, unit, code, name, district, lat_e7, lon_e7, address, phone, slot_min, quota, windows, state, ver FROM site WHERE id > $1 ORDER BY id LIMIT $2;
-- name: edit
UPDATE site SET unit = $1, name = $2, district = $3, lat_e7 = $4, lon_e7 = $5, address = $6, phone = $7, slot_min = $8, quota = $9, windows = $10,
	state = $11, ver = ver + 1 WHERE id = $12 AND ver = $13;
-- name: hours_clear
DELETE FROM site_hours WHERE site = $1 AND weekday = $2;
-- name: hours_add
INSERT INTO site_hours (site, weekday, from_min, to_min) VALUES ($1, $2, $3, $4);
-- name: hours
SELECT from_min, to_min FROM site_hours WHERE site = $1 AND weekday = $2 ORDER BY from_min;
-- name: close_day
INSERT INTO site_closed (site, day, reason) VALUES ($1, $2, $3) ON CONFLICT (site, day) DO UPDATE SET reason = excluded.reason;
-- name: open_day
DELETE FROM site_closed WHERE site = $1 AND day = $2;
-- name: closed
SELECT reason FROM site_closed WHERE site = $1 AND day = $2;
-- name: quota_put
INSERT INTO site_quota (site, day, quota) VALUES ($1, $2, $3) ON CONFLICT (site, day) DO UPDATE SET quota = excluded.quota;
-- name: quota_clear
DELETE FROM site_quota WHERE site = $1 AND day = $2;
-- name: quota
SELECT quota FROM site_quota WHERE site = $1 AND day = $2;
-- name: closed_days
SELECT day, reason, 0 FROM site_closed WHERE site = $1 AND day >= $2 ORDER BY day LIMIT $3;
-- name: quota_days
SELECT day, '', quota FROM site_quota WHERE site = $1 AND day >= $2 ORDER BY day LIMIT $3;
-- name: holidays
SELECT day, name, CASE WHEN kind = 'off' THEN 1 ELSE 0 END FROM holiday WHERE day >= $1 ORDER BY day LIMIT $2;
-- name: stations_clear
DELETE FROM site_station WHERE site = $1;
-- name: station_add
INSERT INTO site_station (site, station) VALUES ($1, $2);
-- name: stations
SELECT station FROM site_station WHERE site = $1 ORDER BY station;
-- name: holiday
SELECT kind, name FROM holiday WHERE day = $1;
