-- name: plain
SELECT id, p_owner_name, p_owner_phone FROM bike WHERE id > $1 AND ref IS NULL ORDER BY id LIMIT $2;
-- name: seal
UPDATE bike SET ref = $1, p_owner_name = $2, p_owner_phone = $3 WHERE id = $4;
