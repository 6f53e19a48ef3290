-- name: put
INSERT INTO owner_login (x_phone, owner, created_at, ref, p_phone) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (x_phone) DO UPDATE SET owner = $2, ref = $4, p_phone = $5;
-- name: put_bulk
-- many
INSERT INTO owner_login (x_phone, owner, created_at, ref, p_phone) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (x_phone) DO UPDATE SET owner = excluded.owner, ref = excluded.ref, p_phone = excluded.p_phone;
-- name: by_phone
SELECT id, owner FROM owner_login WHERE x_phone = $1;
-- name: code_put
INSERT INTO owner_code (x_phone, code_mac, made_at) VALUES ($1, $2, $3)
	ON CONFLICT (x_phone) DO UPDATE SET code_mac = $2, made_at = $3, tries = 0;
-- name: code_try
UPDATE owner_code SET tries = tries + 1 WHERE x_phone = $1 AND tries < $2 AND made_at > $3 RETURNING code_mac;
-- name: code_use
DELETE FROM owner_code WHERE x_phone = $1 AND code_mac = $2;
-- name: code_trim
DELETE FROM owner_code WHERE made_at < $1;
-- name: rate
INSERT INTO owner_rate (key_sha, n, since, last_at) VALUES ($1, 1, $2, $2)
	ON CONFLICT (key_sha) DO UPDATE SET n = CASE WHEN owner_rate.since <= $3 THEN 1 ELSE owner_rate.n + 1 END,
	since = CASE WHEN owner_rate.since <= $3 THEN $2 ELSE owner_rate.since END, last_at = $2 RETURNING n;
-- name: rate_trim
DELETE FROM owner_rate WHERE last_at < $1;
-- name: session_add
INSERT INTO owner_session (token_sha, login, created_at, seen_at) VALUES ($1, $2, $3, $3);
-- name: session_get
SELECT l.owner, s.created_at, s.seen_at FROM owner_session s JOIN owner_login l ON l.id = s.login WHERE s.token_sha = $1;
-- name: session_seen
UPDATE owner_session SET seen_at = $1 WHERE token_sha = $2;
-- name: session_end
DELETE FROM owner_session WHERE token_sha = $1;
-- name: sessions_end
DELETE FROM owner_session WHERE login = $1;
-- name: sessions_trim
DELETE FROM owner_session WHERE created_at < $1;
-- name: sessions_of
DELETE FROM owner_session WHERE login IN (SELECT id FROM owner_login WHERE owner = $1);
-- name: forget
DELETE FROM owner_login WHERE owner = $1;
-- name: login_merged
UPDATE owner_login SET owner = $1 WHERE owner = $2;
