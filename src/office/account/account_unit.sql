-- name: add
INSERT INTO unit (parent, kind, code, name, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;
-- name: set_path
UPDATE unit SET path = $1 WHERE id = $2;
-- name: by_id
SELECT id, parent, kind, code, name, path, closed_at, ver FROM unit WHERE id = $1;
-- name: by_code
SELECT id, parent, kind, code, name, path, closed_at, ver FROM unit WHERE code = $1;
-- name: list
SELECT id, parent, kind, code, name, path, closed_at, ver FROM unit WHERE id > $1 ORDER BY id LIMIT $2;
-- name: rename
UPDATE unit SET name = $1, ver = ver + 1 WHERE id = $2;
-- name: first_bureau
UPDATE unit SET code = $1, name = $2, ver = ver + 1 WHERE path = '/1/' AND code = '' RETURNING id;
-- name: close
UPDATE unit SET closed_at = $1, ver = ver + 1 WHERE id = $2 AND closed_at IS NULL;
-- name: in_use
SELECT (SELECT count(*) FROM unit WHERE parent = $1 AND closed_at IS NULL) + (SELECT count(*) FROM account WHERE unit = $1 AND disabled = 0);
