-- name: table_at
SELECT id, from_day, basis, state, made_by, coalesce(decided_by, 0), made_at, coalesce(decided_at, 0) FROM claim_table
	WHERE state = 'released' AND from_day <= $1 ORDER BY from_day DESC LIMIT 1;
-- name: table_get
SELECT id, from_day, basis, state, made_by, coalesce(decided_by, 0), made_at, coalesce(decided_at, 0) FROM claim_table WHERE id = $1;
-- name: tables
SELECT id, from_day, basis, state, made_by, coalesce(decided_by, 0), made_at, coalesce(decided_at, 0) FROM claim_table ORDER BY id DESC LIMIT $1;
-- name: table_rates
SELECT months_from, coalesce(months_to, 0), fen FROM claim_rate WHERE tbl = $1 ORDER BY months_from LIMIT $2;
-- name: table_add
INSERT INTO claim_table (from_day, basis, state, made_by, made_at) VALUES ($1, $2, 'proposed', $3, $4) RETURNING id;
-- name: rate_add
INSERT INTO claim_rate (tbl, months_from, months_to, fen) VALUES ($1, $2, $3, $4);
-- name: table_decide
UPDATE claim_table SET state = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND state = 'proposed';
