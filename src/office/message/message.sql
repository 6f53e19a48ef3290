-- name: put
INSERT INTO message (ref, kind, p_phone, p_text, state, next_at, expires_at, created_at, step) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (step) WHERE step <> '' DO NOTHING;
-- name: expire
UPDATE message SET state = 'failed' WHERE state = 'waiting' AND expires_at <= $1;
-- name: due
SELECT id, ref, kind, p_phone, p_text, tries, created_at FROM message WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2;
-- name: sent
UPDATE message SET state = 'sent', sent_at = $1 WHERE id = $2 AND state = 'waiting';
-- name: not_sent
UPDATE message SET tries = tries + 1, next_at = $1, state = CASE WHEN tries + 1 >= $2 THEN 'failed' ELSE 'waiting' END
	WHERE id = $3 AND state = 'waiting';
-- name: of_step
SELECT state, coalesce(sent_at, 0) FROM message WHERE step = $1 AND step <> '';
-- name: trim
DELETE FROM message WHERE created_at < $1;
-- name: seal_phone
SELECT id, ref, p_phone FROM message WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE message SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM message WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: seal_text
SELECT id, ref, p_text FROM message WHERE id > $1 AND p_text <> '' AND substr(p_text, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_text
UPDATE message SET p_text = $1 WHERE id = $2 AND p_text = $3;
-- name: count_text
SELECT substr(p_text, 1, 13), count(*) FROM message WHERE p_text <> '' GROUP BY substr(p_text, 1, 13);
