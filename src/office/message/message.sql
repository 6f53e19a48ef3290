-- name: put
INSERT INTO message (ref, kind, p_phone, p_text, state, next_at, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6);
-- name: expire
UPDATE message SET state = 'failed' WHERE state = 'waiting' AND expires_at <= $1;
-- name: due
SELECT id, ref, kind, p_phone, p_text, tries, created_at FROM message WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2;
-- name: sent
UPDATE message SET state = 'sent', sent_at = $1 WHERE id = $2 AND state = 'waiting';
-- name: not_sent
UPDATE message SET tries = tries + 1, next_at = $1, state = CASE WHEN tries + 1 >= $2 THEN 'failed' ELSE 'waiting' END
	WHERE id = $3 AND state = 'waiting';
-- name: trim
DELETE FROM message WHERE created_at < $1;
