-- name: add
INSERT INTO bike (tag, plate, kind, use_kind, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id;
-- name: by_id
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id = $1;
-- name: by_tag
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE tag = $1 AND state = 'live';
-- name: by_plate
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE plate = $1 AND state = 'live';
-- name: contains
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id IN
	(SELECT id FROM bike WHERE state = 'live' AND id NOT IN ($3, $4) AND instr(plate, $1) > 0 AND (unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($6)) = $6)) LIMIT $5)
	OR id IN (SELECT id FROM bike WHERE $2 <> '' AND state = 'live' AND id NOT IN ($3, $4) AND instr(tag, $2) > 0 AND (unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($6)) = $6)) LIMIT $5)
	ORDER BY plate LIMIT $5;
-- pg:
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id IN
	(SELECT id FROM bike WHERE state = 'live' AND id NOT IN ($3, $4) AND strpos(plate, $1) > 0 AND (unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($6)) = $6)) LIMIT $5)
	OR id IN (SELECT id FROM bike WHERE $2 <> '' AND state = 'live' AND id NOT IN ($3, $4) AND strpos(tag, $2) > 0 AND (unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($6)) = $6)) LIMIT $5)
	ORDER BY plate LIMIT $5;
-- name: of_owner
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike
	WHERE state = 'live' AND id IN (SELECT bike FROM ownership WHERE owner = $1 AND until IS NULL) ORDER BY id LIMIT $2;
-- name: list
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id > $1 ORDER BY id LIMIT $2;
-- name: retag
UPDATE bike SET tag = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND state = 'live';
-- name: replate
UPDATE bike SET plate = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND state = 'live';
-- name: keep_tag
INSERT INTO bike_old_tag (bike, tag, until) VALUES ($1, $2, $3) ON CONFLICT (bike, until) DO UPDATE SET tag = excluded.tag;
-- name: count
SELECT count(*) FROM bike WHERE state = 'live';
-- name: set_text
UPDATE bike SET vehicle_code = CASE WHEN $1 = 'vehicleCode' THEN $2 ELSE vehicle_code END, frame_no = CASE WHEN $1 = 'frameNo' THEN $2 ELSE frame_no END,
	motor_no = CASE WHEN $1 = 'motorNo' THEN $2 ELSE motor_no END, brand = CASE WHEN $1 = 'brand' THEN $2 ELSE brand END,
	model = CASE WHEN $1 = 'model' THEN $2 ELSE model END, colour = CASE WHEN $1 = 'colour' THEN $2 ELSE colour END,
	colour2 = CASE WHEN $1 = 'colour2' THEN $2 ELSE colour2 END, bought_on = CASE WHEN $1 = 'boughtOn' THEN $2 ELSE bought_on END,
	kind = CASE WHEN $1 = 'kind' THEN $2 ELSE kind END, use_kind = CASE WHEN $1 = 'use' THEN $2 ELSE use_kind END,
	price_fen = CASE WHEN $1 = 'priceFen' THEN CAST($3 AS INTEGER) ELSE price_fen END, ver = ver + 1 WHERE id = $4 AND ver = $5 AND state = 'live';
-- pg:
UPDATE bike SET vehicle_code = CASE WHEN $1 = 'vehicleCode' THEN $2 ELSE vehicle_code END, frame_no = CASE WHEN $1 = 'frameNo' THEN $2 ELSE frame_no END,
	motor_no = CASE WHEN $1 = 'motorNo' THEN $2 ELSE motor_no END, brand = CASE WHEN $1 = 'brand' THEN $2 ELSE brand END,
	model = CASE WHEN $1 = 'model' THEN $2 ELSE model END, colour = CASE WHEN $1 = 'colour' THEN $2 ELSE colour END,
	colour2 = CASE WHEN $1 = 'colour2' THEN $2 ELSE colour2 END, bought_on = CASE WHEN $1 = 'boughtOn' THEN $2 ELSE bought_on END,
	kind = CASE WHEN $1 = 'kind' THEN $2 ELSE kind END, use_kind = CASE WHEN $1 = 'use' THEN $2 ELSE use_kind END,
	price_fen = CASE WHEN $1 = 'priceFen' THEN CAST($3 AS BIGINT) ELSE price_fen END, ver = ver + 1 WHERE id = $4 AND ver = $5 AND state = 'live';
-- name: own_add
INSERT INTO ownership (bike, owner, from_at, how) VALUES ($1, $2, $3, $4);
