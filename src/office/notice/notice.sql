-- name: add
INSERT INTO notice (kind, violation, exposure, owner, path, state, step, made_at, due_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (step) DO NOTHING;
-- name: by_step
SELECT id, kind, coalesce(violation, 0), coalesce(exposure, 0), owner, path, state, step, made_at, due_day, coalesce(sent_at, 0), coalesce(seen_at, 0),
	coalesce(served_at, 0), coalesce(served_by, 0), note FROM notice WHERE step = $1;
-- name: by_id
SELECT id, kind, coalesce(violation, 0), coalesce(exposure, 0), owner, path, state, step, made_at, due_day, coalesce(sent_at, 0), coalesce(seen_at, 0),
	coalesce(served_at, 0), coalesce(served_by, 0), note FROM notice WHERE id = $1;
-- name: of
SELECT id, kind, coalesce(violation, 0), coalesce(exposure, 0), owner, path, state, step, made_at, due_day, coalesce(sent_at, 0), coalesce(seen_at, 0),
	coalesce(served_at, 0), coalesce(served_by, 0), note FROM notice WHERE violation = $1 ORDER BY id LIMIT $2;
-- name: waiting
SELECT id, kind, coalesce(violation, 0), coalesce(exposure, 0), owner, path, state, step, made_at, due_day, coalesce(sent_at, 0), coalesce(seen_at, 0),
	coalesce(served_at, 0), coalesce(served_by, 0), note FROM notice WHERE state = 'waiting' AND id > $1 ORDER BY id LIMIT $2;
-- name: undelivered
SELECT id, kind, coalesce(violation, 0), coalesce(exposure, 0), owner, path, state, step, made_at, due_day, coalesce(sent_at, 0), coalesce(seen_at, 0),
	coalesce(served_at, 0), coalesce(served_by, 0), note FROM notice
	WHERE state IN ('failed', 'no_phone') AND substr(path, 1, length($1)) = $1 ORDER BY due_day, id LIMIT $2;
-- name: sent
UPDATE notice SET state = 'sent', sent_at = $1 WHERE id = $2 AND state IN ('waiting', 'failed');
-- name: failed
UPDATE notice SET state = 'failed' WHERE id = $1 AND state = 'waiting';
-- name: seen
UPDATE notice SET state = 'seen', seen_at = $1 WHERE owner = $2 AND ($3 > 0 AND violation = $3 OR $4 > 0 AND exposure = $4) AND state NOT IN ('seen', 'served');
-- name: unseen
SELECT DISTINCT violation FROM notice WHERE owner = $1 AND violation IS NOT NULL AND state NOT IN ('seen', 'served') ORDER BY violation DESC LIMIT $2;
-- name: served
UPDATE notice SET state = 'served', served_at = $1, served_by = $2, note = $3 WHERE id = $4 AND state IN ('waiting', 'failed', 'no_phone', 'sent');
-- name: owner_merged
UPDATE notice SET owner = $1 WHERE owner = $2;
