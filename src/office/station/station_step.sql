-- name: plain
SELECT id, key FROM station WHERE id > $1 AND ref IS NULL ORDER BY id LIMIT $2;
-- name: seal
UPDATE station SET ref = $1, p_key = $2, key = $3 WHERE id = $4;
