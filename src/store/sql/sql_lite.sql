-- name: begin_read
BEGIN;
-- pg: none
-- name: begin_write
BEGIN IMMEDIATE;
-- pg: none
-- name: commit
COMMIT;
-- pg: none
-- name: rollback
ROLLBACK;
-- pg: none
-- name: keys_off
PRAGMA foreign_keys = OFF;
-- pg: none
-- name: keys_on
PRAGMA foreign_keys = ON;
-- pg: none
-- name: integrity
PRAGMA integrity_check(20);
-- pg: none
-- name: foreign_keys
PRAGMA foreign_key_check;
-- pg: none
-- name: defer
PRAGMA defer_foreign_keys = ON;
-- pg: none
-- name: counter
SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = $1;
-- pg: none
-- name: count_from
UPDATE sqlite_sequence SET seq = $2 WHERE name = $1;
-- pg: none
-- name: count_new
INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2);
-- pg: none
