-- name: add
INSERT INTO named_rider (ref, violation, owner, rider, path, state, p_name, p_phone, made_at) VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7, $8) RETURNING id;
-- name: by_id
SELECT id, ref, violation, owner, coalesce(rider, 0), path, state, p_name, p_phone, made_at, coalesce(decided_by, 0), coalesce(decided_at, 0), note, ver
	FROM named_rider WHERE id = $1;
-- name: of
SELECT id, ref, violation, owner, coalesce(rider, 0), path, state, p_name, p_phone, made_at, coalesce(decided_by, 0), coalesce(decided_at, 0), note, ver
	FROM named_rider WHERE violation = $1 ORDER BY id DESC LIMIT 1;
-- name: times
SELECT count(*) FROM named_rider WHERE violation = $1 AND owner = $2;
-- name: asked
SELECT id, ref, violation, owner, coalesce(rider, 0), path, state, p_name, p_phone, made_at, coalesce(decided_by, 0), coalesce(decided_at, 0), note, ver
	FROM named_rider WHERE state = 'asked' AND ($1 = 0 OR rider = $1) AND substr(path, 1, length($2)) = $2 ORDER BY id LIMIT $3;
-- name: decide
UPDATE named_rider SET state = $1, rider = $2, decided_by = $3, decided_at = $4, note = $5, ver = ver + 1 WHERE id = $6 AND ver = $7 AND state = 'asked';
-- name: seal_name
SELECT id, ref, p_name FROM named_rider WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE named_rider SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM named_rider WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM named_rider WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE named_rider SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM named_rider WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: merged_self
UPDATE named_rider SET state = 'taken_back', decided_by = $3, decided_at = $4, note = $5, ver = ver + 1
	WHERE state = 'asked' AND ((owner = $1 AND rider = $2) OR (owner = $2 AND rider = $1));
-- name: owner_merged
UPDATE named_rider SET owner = CASE WHEN owner = $2 THEN $1 ELSE owner END, rider = CASE WHEN rider = $2 THEN $1 ELSE rider END, ver = ver + 1
	WHERE (owner = $2 OR rider = $2) AND NOT (owner IN ($1, $2) AND coalesce(rider, 0) IN ($1, $2));
