-- name: ask
INSERT INTO access_request (kind, state, asker, area, purpose, reference, reason, bike, theft, from_at, to_at, asked_at)
	VALUES ($1, 'asked', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;
-- name: asked_same
SELECT count(*) FROM access_request WHERE asker = $1 AND state = 'asked' AND bike = $2 AND from_at = $3 AND to_at = $4;
-- name: request
SELECT id, kind, state, asker, area, purpose, reference, reason, bike, coalesce(theft, 0), from_at, to_at, asked_at, coalesce(decided_by, 0), coalesce(decided_at, 0),
	coalesce(expires_at, 0), coalesce(used_at, 0), note, ver FROM access_request WHERE id = $1;
-- name: decide
UPDATE access_request SET state = $1, decided_by = $2, decided_at = $3, expires_at = $4, note = $5, ver = ver + 1 WHERE id = $6 AND state = 'asked' AND ver = $7;
-- name: withdraw
UPDATE access_request SET state = 'withdrawn', expires_at = NULL, ver = ver + 1 WHERE id = $1 AND state IN ('asked', 'approved') AND ver = $2;
-- name: of_case
SELECT coalesce(max(id), 0) FROM access_request WHERE asker = $1 AND theft = $2 AND state = 'approved' AND expires_at > $3 AND from_at <= $4 AND to_at >= $5
	AND (used_at IS NULL OR used_at > $6);
-- name: used
UPDATE access_request SET used_at = $1 WHERE id = $2 AND used_at IS NULL;
-- name: mine
SELECT id, kind, state, asker, area, purpose, reference, reason, bike, coalesce(theft, 0), from_at, to_at, asked_at, coalesce(decided_by, 0), coalesce(decided_at, 0),
	coalesce(expires_at, 0), coalesce(used_at, 0), note, ver FROM access_request WHERE asker = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
-- name: below
SELECT id, kind, state, asker, area, purpose, reference, reason, bike, coalesce(theft, 0), from_at, to_at, asked_at, coalesce(decided_by, 0), coalesce(decided_at, 0),
	coalesce(expires_at, 0), coalesce(used_at, 0), note, ver FROM access_request
	WHERE asker <> $1 AND substr(area, 1, length($2)) = $2 AND ($3 = 0 OR state = 'asked') AND id < $4 ORDER BY id DESC LIMIT $5;
