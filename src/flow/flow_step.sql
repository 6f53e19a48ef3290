-- name: plain
SELECT id, ref, p_owner_name, p_owner_phone, created_at FROM bike WHERE id > $1 ORDER BY id LIMIT $2;
-- name: own
INSERT INTO ownership (bike, owner, from_at, how) VALUES ($1, $2, $3, 'import');
-- name: phones
SELECT id, ref, p_phone, owner FROM owner_phone WHERE id > $1 AND until IS NULL AND p_phone <> '' ORDER BY id LIMIT $2;
