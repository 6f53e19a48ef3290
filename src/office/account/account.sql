-- name: add
INSERT INTO account (ref, name, display, unit, password, must_change, totp, roles, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	RETURNING id;
-- name: by_id
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path
	FROM account a JOIN unit u ON u.id = a.unit WHERE a.id = $1;
-- name: list
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path
	FROM account a JOIN unit u ON u.id = a.unit WHERE a.id > $1 ORDER BY a.id LIMIT $2;
-- $1 a number, 0 none; $2 what stands in a name, in small letters; what fits best first
-- name: find
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path
	FROM account a JOIN unit u ON u.id = a.unit WHERE a.id = $1 OR instr(lower(a.name), $2) > 0 OR instr(lower(a.display), $2) > 0
	ORDER BY CASE WHEN a.id = $1 OR lower(a.name) = $2 OR lower(a.display) = $2 THEN 0 WHEN instr(lower(a.display), $2) = 1 OR instr(lower(a.name), $2) = 1
	THEN 1 ELSE 2 END, a.id LIMIT $3;
-- name: id_of
SELECT id FROM account WHERE name = $1;
-- name: ref_of
SELECT ref FROM account WHERE id = $1;
-- name: set_password
UPDATE account SET password = $1, must_change = $2, ver = ver + 1 WHERE id = $3;
-- name: set_totp
UPDATE account SET totp = $1, totp_step = 0, ver = ver + 1 WHERE id = $2;
-- name: set_display
UPDATE account SET display = $1, ver = ver + 1 WHERE id = $2;
-- name: set_roles
UPDATE account SET roles = $1, ver = ver + 1 WHERE id = $2;
-- name: set_unit
UPDATE account SET unit = $1, ver = ver + 1 WHERE id = $2;
-- name: set_disabled
UPDATE account SET disabled = $1, ver = ver + 1 WHERE id = $2 AND disabled <> $1;
-- name: others
SELECT count(*) FROM account WHERE disabled = 0 AND roles = $1 AND id <> $2;
