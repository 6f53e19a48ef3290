-- name: add
INSERT INTO station (ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, ref, p_key, key_at, created_at)
	VALUES ((SELECT coalesce(max(ix), -1) + 1 FROM station), $1, $2, 'active', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) RETURNING id;
-- name: by_id
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station WHERE id = $1;
-- name: by_ix
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station WHERE ix = $1;
-- name: by_name
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station WHERE name = $1;
-- name: list
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station s
	WHERE id > $1 AND ($2 = '' OR instr(lower(name), $2) > 0 OR instr(place, $2) > 0)
	AND ($3 = 0 OR EXISTS (SELECT 1 FROM station_alarm a WHERE a.station = s.id AND a.until IS NULL))
	AND ($4 = 1 OR state <> 'withdrawn') ORDER BY id LIMIT $5;
-- name: of_junction
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station
	WHERE junction = $1 AND state <> 'withdrawn' ORDER BY name LIMIT $2;
-- name: nearest
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station
	WHERE state <> 'withdrawn' ORDER BY abs(lat_e7 - $1) + abs(lon_e7 - $2) LIMIT 1;
-- name: unplaced
SELECT id, ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, role, place, key_at, created_at, ver FROM station
	WHERE placed = 0 ORDER BY id LIMIT $1;
-- name: count
SELECT count(*) FROM station WHERE state <> 'withdrawn';
-- name: move
UPDATE station SET state = $1, placed = min(placed, $2), ver = ver + 1 WHERE id = $3 AND state = $4 AND ver = $5;
-- name: rekey
UPDATE station SET p_key = $1, key_at = $2, ver = ver + 1 WHERE id = $3 AND ver = $4 AND state <> 'withdrawn';
-- name: keys
SELECT name, ix, state, ref, p_key FROM station WHERE state <> 'withdrawn' ORDER BY ix;
-- name: placed
UPDATE station SET placed = 1 WHERE id = $1 AND ver = $2;
-- name: unplace_all
UPDATE station SET placed = 0;
-- name: alarm_open
INSERT INTO station_alarm (station, kind, since, detail) VALUES ($1, $2, $3, $4)
	ON CONFLICT (station, kind) WHERE until IS NULL DO NOTHING;
-- name: alarm_end
UPDATE station_alarm SET until = max(since, $1) WHERE station = $2 AND kind = $3 AND until IS NULL;
-- name: alarms
SELECT a.id, a.station, s.name, s.place, a.kind, a.since, coalesce(a.until, 0), a.detail FROM station_alarm a JOIN station s ON s.id = a.station
	WHERE a.id < $1 AND ($2 = 0 OR a.until IS NULL) AND ($3 = 0 OR a.station = $3) ORDER BY a.id DESC LIMIT $4;
-- name: open_alarms
SELECT s.ix, a.kind FROM station_alarm a JOIN station s ON s.id = a.station WHERE a.until IS NULL;
-- name: open_bits
SELECT kind FROM station_alarm WHERE station = $1 AND until IS NULL;
-- name: ref
SELECT ref FROM station WHERE id = $1;
-- name: seal_key
SELECT id, ref, p_key FROM station WHERE id > $1 AND p_key <> '' AND substr(p_key, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_key
UPDATE station SET p_key = $1 WHERE id = $2 AND p_key = $3;
-- name: count_key
SELECT substr(p_key, 1, 13), count(*) FROM station WHERE p_key <> '' GROUP BY 1 ORDER BY 1;
