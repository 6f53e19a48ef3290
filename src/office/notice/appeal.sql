-- name: add
INSERT INTO appeal (ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9) RETURNING id;
-- name: by_id
SELECT id, ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional, coalesce(decided_by, 0), coalesce(decided_at, 0), ground, p_reason, ver
	FROM appeal WHERE id = $1;
-- name: of
SELECT id, ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional, coalesce(decided_by, 0), coalesce(decided_at, 0), ground, p_reason, ver
	FROM appeal WHERE violation = $1 ORDER BY id DESC LIMIT 1;
-- name: list_open
SELECT id, ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional, coalesce(decided_by, 0), coalesce(decided_at, 0), ground, p_reason, ver
	FROM appeal WHERE state = 'open' AND substr(path, 1, length($1)) = $1 AND (due_day > $2 OR (due_day = $2 AND id > $3)) ORDER BY due_day, id LIMIT $4;
-- name: list_due
SELECT id, ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional, coalesce(decided_by, 0), coalesce(decided_at, 0), ground, p_reason, ver
	FROM appeal WHERE state = 'open' AND due_day >= $1 AND due_day <= $2 ORDER BY path, due_day, id LIMIT $3;
-- name: list_done
SELECT id, ref, violation, owner, path, confirmed_by, state, p_text, made_at, due_day, provisional, coalesce(decided_by, 0), coalesce(decided_at, 0), ground, p_reason, ver
	FROM appeal WHERE state <> 'open' AND substr(path, 1, length($1)) = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
-- name: decide
UPDATE appeal SET state = $1, decided_by = $2, decided_at = $3, ground = $4, p_reason = $5, ver = ver + 1 WHERE id = $6 AND ver = $7 AND state = 'open';
-- name: due
SELECT count(*) FROM appeal WHERE state = 'open' AND due_day <= $1 AND substr(path, 1, length($2)) = $2;
-- name: photo_add
INSERT INTO appeal_photo (appeal, photo, at) VALUES ($1, $2, $3);
-- name: photo_count
SELECT count(*) FROM appeal_photo WHERE appeal = $1;
-- name: photos
SELECT photo, at FROM appeal_photo WHERE appeal = $1 ORDER BY id;
-- name: photo_is
SELECT count(*) FROM appeal_photo WHERE appeal = $1 AND photo = $2;
-- name: photo_drop
DELETE FROM appeal_photo WHERE id = $1;
-- name: seal_text
SELECT id, ref, p_text FROM appeal WHERE id > $1 AND p_text <> '' AND substr(p_text, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_text
UPDATE appeal SET p_text = $1 WHERE id = $2 AND p_text = $3;
-- name: count_text
SELECT substr(p_text, 1, 13), count(*) FROM appeal WHERE p_text <> '' GROUP BY substr(p_text, 1, 13);
-- name: seal_reason
SELECT id, ref, p_reason FROM appeal WHERE id > $1 AND p_reason <> '' AND substr(p_reason, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_reason
UPDATE appeal SET p_reason = $1 WHERE id = $2 AND p_reason = $3;
-- name: count_reason
SELECT substr(p_reason, 1, 13), count(*) FROM appeal WHERE p_reason <> '' GROUP BY substr(p_reason, 1, 13);
-- name: owner_merged
UPDATE appeal SET owner = $1, ver = ver + 1 WHERE owner = $2;
