-- name: add
INSERT INTO account (name, display, password, roles, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;
-- name: by_name
SELECT id, name, display, roles, disabled, created_at, ver, password FROM account WHERE name = $1;
-- name: by_id
SELECT id, name, display, roles, disabled, created_at, ver FROM account WHERE id = $1;
-- name: list
SELECT id, name, display, roles, disabled, created_at, ver FROM account WHERE id > $1 ORDER BY id LIMIT $2;
-- name: set_password
UPDATE account SET password = $1, ver = ver + 1 WHERE id = $2;
-- name: set_disabled
UPDATE account SET disabled = $1, ver = ver + 1 WHERE id = $2 AND disabled <> $1;
-- name: admins
SELECT count(*) FROM account WHERE disabled = 0 AND (roles & $1) <> 0 AND id <> $2;
-- name: session_add
INSERT INTO session (token_sha, account, created_at, seen_at) VALUES ($1, $2, $3, $3);
-- name: session_get
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.created_at, a.ver, s.created_at, s.seen_at
	FROM session s JOIN account a ON a.id = s.account WHERE s.token_sha = $1;
-- name: session_seen
UPDATE session SET seen_at = $1 WHERE token_sha = $2;
-- name: session_end
DELETE FROM session WHERE token_sha = $1;
-- name: sessions_end
DELETE FROM session WHERE account = $1;
-- name: sessions_trim
DELETE FROM session WHERE seen_at < $1 OR created_at < $2;
-- name: try_get
SELECT fails, locked_until FROM login_try WHERE name_sha = $1;
-- name: try_fail
INSERT INTO login_try (name_sha, fails, last_at) VALUES ($1, 1, $2)
	ON CONFLICT (name_sha) DO UPDATE SET fails = CASE WHEN login_try.fails >= $3 THEN 1 ELSE login_try.fails + 1 END, last_at = $2,
	locked_until = CASE WHEN login_try.fails + 1 = $3 THEN $4 ELSE login_try.locked_until END;
-- name: try_clear
DELETE FROM login_try WHERE name_sha = $1;
-- name: try_trim
DELETE FROM login_try WHERE (last_at < $1 AND locked_until < $2)
	OR name_sha IN (SELECT name_sha FROM login_try ORDER BY last_at DESC LIMIT 1000000 OFFSET $3);
