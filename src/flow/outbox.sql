-- name: put
INSERT INTO outbox (at, topic, roles, body) VALUES ($1, $2, $3, $4);
-- name: after
SELECT id, at, topic, roles, body FROM outbox WHERE id > $1 AND (roles & $2) <> 0 ORDER BY id LIMIT $3;
-- name: last
SELECT coalesce(max(id), 0) FROM outbox;
-- name: trim
DELETE FROM outbox WHERE at < $1 AND id < (SELECT max(id) FROM outbox);
