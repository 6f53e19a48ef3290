-- name: history
SELECT from_day, value FROM policy WHERE key = $1 ORDER BY from_day;
-- name: ask
INSERT INTO policy_change (key, from_day, value, before, basis, state, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7) RETURNING id;
-- name: get
SELECT id, key, from_day, value, before, basis, state, note, asked_by, asked_at, coalesce(decided_by, 0), coalesce(decided_at, 0), ver
	FROM policy_change WHERE id = $1;
-- name: list
SELECT id, key, from_day, value, before, basis, state, note, asked_by, asked_at, coalesce(decided_by, 0), coalesce(decided_at, 0), ver
	FROM policy_change WHERE ($1 = '' OR key = $1) AND ($2 = 0 OR state = 'asked') AND id < $3 ORDER BY id DESC LIMIT $4;
-- name: decide
UPDATE policy_change SET state = $1, note = $2, decided_by = $3, decided_at = $4, ver = ver + 1 WHERE id = $5 AND state = $6 AND ver = $7;
