-- name: used
SELECT coalesce(sum(n), 0), count(*) FROM export_run WHERE account = $1 AND day = $2;
-- pg:
SELECT CAST(coalesce(sum(n), 0) AS BIGINT), count(*) FROM export_run WHERE account = $1 AND day = $2;
-- name: begin
INSERT INTO export_run (account, day, at, purpose, ref, filter, form, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'begun') RETURNING id;
-- name: end
UPDATE export_run SET state = $1, n = $2, ended_at = $3 WHERE id = $4 AND state = 'begun';
-- name: list
SELECT id, account, day, at, purpose, ref, filter, form, state, n FROM export_run WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
