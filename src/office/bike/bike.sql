-- name: add
INSERT INTO bike (tag, plate, ref, p_owner_name, p_owner_phone, brand, colour, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;
-- name: by_id
SELECT id, tag, plate, ref, p_owner_name, p_owner_phone, brand, colour, created_at, ver FROM bike WHERE id = $1;
-- name: by_tag
SELECT id, tag, plate, ref, p_owner_name, p_owner_phone, brand, colour, created_at, ver FROM bike WHERE tag = $1 AND state = 'live';
-- name: by_plate
SELECT id, tag, plate, ref, p_owner_name, p_owner_phone, brand, colour, created_at, ver FROM bike WHERE plate = $1 AND state = 'live';
-- name: contains
SELECT id, tag, plate, ref, p_owner_name, p_owner_phone, brand, colour, created_at, ver FROM bike WHERE id IN
	(SELECT id FROM bike WHERE state = 'live' AND id NOT IN ($3, $4) AND instr(plate, $1) > 0 LIMIT $5)
	OR id IN (SELECT id FROM bike WHERE $2 <> '' AND state = 'live' AND id NOT IN ($3, $4) AND instr(tag, $2) > 0 LIMIT $5)
	ORDER BY plate LIMIT $5;
-- name: retag
UPDATE bike SET tag = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND state = 'live';
-- name: keep_tag
INSERT INTO bike_old_tag (bike, tag, until) VALUES ($1, $2, $3) ON CONFLICT (bike, until) DO UPDATE SET tag = excluded.tag;
-- name: count
SELECT count(*) FROM bike WHERE state = 'live';
-- name: seal_name
SELECT id, ref, p_owner_name FROM bike WHERE id > $1 AND p_owner_name <> '' AND substr(p_owner_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE bike SET p_owner_name = $1 WHERE id = $2 AND p_owner_name = $3;
-- name: count_name
SELECT substr(p_owner_name, 1, 13), count(*) FROM bike WHERE p_owner_name <> '' GROUP BY 1 ORDER BY 1;
-- name: seal_phone
SELECT id, ref, p_owner_phone FROM bike WHERE id > $1 AND p_owner_phone <> '' AND substr(p_owner_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE bike SET p_owner_phone = $1 WHERE id = $2 AND p_owner_phone = $3;
-- name: count_phone
SELECT substr(p_owner_phone, 1, 13), count(*) FROM bike WHERE p_owner_phone <> '' GROUP BY 1 ORDER BY 1;
