-- name: plain
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail FROM audit_plain WHERE id > $1 ORDER BY id LIMIT $2;
-- name: add
INSERT INTO audit (id, at, actor, roles, request, verb, kind, subject, theft, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
-- name: set_end
UPDATE audit_head SET id = $1, hash = $2 WHERE one = 'end';
