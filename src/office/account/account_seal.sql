-- name: seal_totp
SELECT id, ref, totp FROM account WHERE id > $1 AND totp <> '' AND substr(totp, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_totp
UPDATE account SET totp = $1 WHERE id = $2 AND totp = $3;
-- name: count_totp
SELECT substr(totp, 1, 13), count(*) FROM account WHERE totp <> '' GROUP BY substr(totp, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM owner_login WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE owner_login SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM owner_login WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: index_phone
SELECT id, ref, p_phone, x_phone FROM owner_login WHERE id > $1 AND p_phone <> '' ORDER BY id LIMIT $2;
-- name: reindex_phone
UPDATE owner_login SET x_phone = $1 WHERE id = $2 AND p_phone = $3;
