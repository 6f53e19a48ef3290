-- name: seal_totp
SELECT id, ref, totp FROM account WHERE id > $1 AND totp <> '' AND substr(totp, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_totp
UPDATE account SET totp = $1 WHERE id = $2 AND totp = $3;
-- name: count_totp
SELECT substr(totp, 1, 13), count(*) FROM account WHERE totp <> '' GROUP BY substr(totp, 1, 13);
