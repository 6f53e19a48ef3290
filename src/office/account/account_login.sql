-- name: by_name
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path,
	a.password, a.ref, a.totp, a.totp_step FROM account a JOIN unit u ON u.id = a.unit WHERE a.name = $1;
-- name: by_id
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path,
	a.password, a.ref, a.totp, a.totp_step FROM account a JOIN unit u ON u.id = a.unit WHERE a.id = $1;
-- name: take_code
UPDATE account SET totp_step = $1 WHERE id = $2 AND totp_step < $1;
-- name: session_add
INSERT INTO session (token_sha, account, created_at, seen_at) VALUES ($1, $2, $3, $3);
-- name: session_get
SELECT a.id, a.name, a.display, a.roles, a.disabled, a.must_change, a.totp <> '', a.created_at, a.ver, u.id, u.name, u.path,
	s.created_at, s.seen_at, s.stepup_at, s.ended
	FROM session s JOIN account a ON a.id = s.account JOIN unit u ON u.id = a.unit WHERE s.token_sha = $1;
-- name: session_seen
UPDATE session SET seen_at = $1 WHERE token_sha = $2 AND ended = '';
-- name: session_stepup
UPDATE session SET stepup_at = $1 WHERE account = $2 AND ended = '';
-- name: session_end
UPDATE session SET ended = 'logout' WHERE token_sha = $1 AND ended = '';
-- name: sessions_end
UPDATE session SET ended = $1 WHERE account = $2 AND ended = '';
-- name: sessions_trim
DELETE FROM session WHERE created_at < $1;
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
