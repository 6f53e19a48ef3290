-- name: add
INSERT INTO audit (at, actor, roles, request, verb, kind, subject, theft, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- name: recent
SELECT count(*) FROM (SELECT 1 FROM audit WHERE actor = $1 AND verb = $2 AND subject = $3 AND at > $4 LIMIT 1);
-- name: list
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail FROM audit
	WHERE id < $1 AND ($2 = '' OR verb = $2) AND ($3 = 0 OR actor = $3) ORDER BY id DESC LIMIT $4;
