-- name: den_add
INSERT INTO den (unit_id, path, kind, place, state, note, created_by, created_at) VALUES ($1, $2, $3, $4, 'suspected', $5, $6, $7) RETURNING id;
-- name: den_by_id
SELECT id, unit_id, path, kind, place, state, note, created_at, coalesce(raided_at, 0), ver FROM den WHERE id = $1;
-- name: den_list
SELECT id, unit_id, path, kind, place, state, note, created_at, coalesce(raided_at, 0), ver FROM den WHERE id < $1 AND substr(path, 1, length($2)) = $2 ORDER BY id DESC LIMIT $3;
-- name: den_set
UPDATE den SET state = $1, note = $2, raided_at = $3, ver = ver + 1 WHERE id = $4 AND ver = $5;
-- name: suspect_add
INSERT INTO suspect (ref, unit_id, path, p_name, p_id_no, p_phone, state, theft, den, note, created_by, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, 'suspected', $7, $8, $9, $10, $11) RETURNING id;
-- name: suspect_by_id
SELECT id, unit_id, path, ref, p_name, p_id_no, p_phone, state, coalesce(theft, 0), coalesce(den, 0), note, created_at, coalesce(caught_at, 0), ver FROM suspect WHERE id = $1;
-- name: suspect_list
SELECT id, unit_id, path, ref, p_name, p_id_no, p_phone, state, coalesce(theft, 0), coalesce(den, 0), note, created_at, coalesce(caught_at, 0), ver FROM suspect
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 AND ($3 = 0 OR theft = $3) ORDER BY id DESC LIMIT $4;
-- name: suspect_set
UPDATE suspect SET state = $1, note = $2, caught_at = $3, ver = ver + 1 WHERE id = $4 AND ver = $5;
-- name: seal_name
SELECT id, ref, p_name FROM suspect WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE suspect SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM suspect WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_id_no
SELECT id, ref, p_id_no FROM suspect WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_id_no
UPDATE suspect SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM suspect WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM suspect WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE suspect SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM suspect WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
