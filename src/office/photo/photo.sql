-- name: add
INSERT INTO photo (id, head, digest, bytes, width, height, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: waiting
SELECT count(*) FROM photo WHERE actor = $1 AND used_at IS NULL;
-- name: use
UPDATE photo SET used_at = $1 WHERE id = $2 AND actor = $3 AND used_at IS NULL AND (at > $4 OR hold_until > $1);
-- name: hold
UPDATE photo SET hold_until = $1 WHERE id = $2 AND actor = $3 AND used_at IS NULL AND (at > $4 OR hold_until > $5);
-- name: release
UPDATE photo SET hold_until = $1 WHERE id = $2 AND used_at IS NULL AND hold_until > $1;
-- name: get
SELECT id, width, height, bytes, at, actor, used_at IS NOT NULL FROM photo WHERE id = $1;
-- name: same
SELECT count(*) FROM photo WHERE used_at IS NOT NULL AND id <> $1 AND digest = (SELECT digest FROM photo WHERE id = $1);
-- name: stale
SELECT id FROM photo WHERE used_at IS NULL AND at <= $1 AND hold_until <= $3 ORDER BY at, id LIMIT $2;
-- name: drop
DELETE FROM photo WHERE id = $1 AND used_at IS NULL AND hold_until <= $2;
-- name: forget
DELETE FROM photo WHERE id = $1;
-- name: is_there
SELECT count(*) FROM photo WHERE id = $1;
-- name: day_take
INSERT INTO photo_day (owner, day, n) VALUES ($1, $2, 1) ON CONFLICT (owner, day) DO UPDATE SET n = photo_day.n + 1 RETURNING n;
-- name: day_trim
DELETE FROM photo_day WHERE day < $1;
-- name: of_put
INSERT INTO photo_of (kind, subject, photo, at, actor) VALUES ($1, $2, $3, $4, $5);
-- name: of_count
SELECT count(*) FROM photo_of WHERE kind = $1 AND subject = $2;
-- name: of_drop
DELETE FROM photo_of WHERE id = $1;
-- name: of_list
SELECT id, photo, at, actor FROM photo_of WHERE kind = $1 AND subject = $2 ORDER BY id;
-- name: of_is
SELECT count(*) FROM photo_of WHERE kind = $1 AND subject = $2 AND photo = $3;
-- name: batch
SELECT id, used_at IS NOT NULL FROM photo WHERE id > $1 AND head <> $2 ORDER BY id LIMIT $3;
-- name: sealed
UPDATE photo SET head = $1 WHERE id = $2;
-- name: count
SELECT head, count(*) FROM photo GROUP BY head ORDER BY head;
-- name: size
SELECT width, height FROM photo WHERE id = $1;
