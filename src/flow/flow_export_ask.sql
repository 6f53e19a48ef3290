-- name: ask
INSERT INTO export_ask (account, area, asked_at, purpose, ref, filter, n, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked') RETURNING id;
-- name: same
SELECT count(*) FROM export_ask WHERE account = $1 AND filter = $2 AND purpose = $3 AND ref = $4 AND (state = 'asked' OR (state = 'granted' AND expires_at > $5));
-- name: one
SELECT id, account, area, asked_at, purpose, ref, filter, n, state, coalesce(decided_by, 0), coalesce(decided_at, 0), coalesce(expires_at, 0), note FROM export_ask WHERE id = $1;
-- name: decide
UPDATE export_ask SET state = $1, decided_by = $2, decided_at = $3, expires_at = $4, note = $5 WHERE id = $6 AND state = 'asked';
-- name: withdraw
UPDATE export_ask SET state = 'withdrawn' WHERE id = $1 AND state IN ('asked', 'granted');
-- name: live
SELECT coalesce(max(id), 0) FROM export_ask WHERE account = $1 AND filter = $2 AND purpose = $3 AND ref = $4 AND state = 'granted' AND expires_at > $5 AND n + n / 20 >= $6;
-- name: use
UPDATE export_ask SET state = 'used', run = $1 WHERE id = $2 AND state = 'granted';
-- name: mine
SELECT id, account, area, asked_at, purpose, ref, filter, n, state, coalesce(decided_by, 0), coalesce(decided_at, 0), coalesce(expires_at, 0), note FROM export_ask
	WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
-- name: decidable
SELECT id, account, area, asked_at, purpose, ref, filter, n, state, coalesce(decided_by, 0), coalesce(decided_at, 0), coalesce(expires_at, 0), note FROM export_ask
	WHERE state = 'asked' AND account <> $1 AND substr(area, 1, length($2)) = $2 AND id < $3 ORDER BY id DESC LIMIT $4;
