-- name: run_add
INSERT INTO import_run (file, file_sha, bytes, key_by, encoding, state, actor, started_at) VALUES ($1, $2, $3, $4, $5, 'running', $6, $7) RETURNING id;
-- name: run_get
SELECT r.id, r.file, r.state, r.key_by, r.encoding, r.actor, r.started_at, coalesce(r.ended_at, 0), r.bytes, coalesce(max(b.off), 0), coalesce(sum(b.rows_read), 0),
	coalesce(sum(b.added), 0), coalesce(sum(b.updated), 0), coalesce(sum(b.unchanged), 0), coalesce(sum(b.refused), 0), coalesce(sum(b.warned), 0)
	FROM import_run r LEFT JOIN import_batch b ON b.run = r.id WHERE r.id = $1
	GROUP BY r.id, r.file, r.state, r.key_by, r.encoding, r.actor, r.started_at, r.ended_at, r.bytes;
-- name: run_list
SELECT r.id, r.file, r.state, r.key_by, r.encoding, r.actor, r.started_at, coalesce(r.ended_at, 0), r.bytes, coalesce(max(b.off), 0), coalesce(sum(b.rows_read), 0),
	coalesce(sum(b.added), 0), coalesce(sum(b.updated), 0), coalesce(sum(b.unchanged), 0), coalesce(sum(b.refused), 0), coalesce(sum(b.warned), 0)
	FROM import_run r LEFT JOIN import_batch b ON b.run = r.id WHERE r.id < $1
	GROUP BY r.id, r.file, r.state, r.key_by, r.encoding, r.actor, r.started_at, r.ended_at, r.bytes ORDER BY r.id DESC LIMIT $2;
-- name: run_sha
SELECT file_sha FROM import_run WHERE id = $1;
-- name: run_state
UPDATE import_run SET state = $1, ended_at = $2 WHERE id = $3 AND state = $4;
-- name: position
SELECT coalesce(max(n), 0), coalesce(max(off), 0) FROM import_batch WHERE run = $1;
-- name: batch_add
INSERT INTO import_batch (run, n, line, off, first_bike, last_bike, first_owner, last_owner, rows_read, added, updated, unchanged, refused, warned)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
-- name: batches
SELECT n, first_bike, last_bike, first_owner, last_owner FROM import_batch WHERE run = $1 AND undone_at IS NULL ORDER BY n DESC LIMIT 1;
-- name: batch_undone
UPDATE import_batch SET undone_at = $1 WHERE run = $2 AND n = $3 AND undone_at IS NULL;
-- name: change_add
INSERT INTO import_change (run, n, line, bike, field, old, new) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: changes
SELECT id, bike, field, old, new FROM import_change WHERE run = $1 AND n = $2 AND undone_at IS NULL ORDER BY id DESC;
-- name: change_undone
UPDATE import_change SET undone_at = $1 WHERE id = $2;
-- name: problem_add
-- many
INSERT INTO import_row_error (run, n, line, off, len, field, code, level, bike) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- name: problems
SELECT id, line, off, len, field, code, bike FROM import_row_error WHERE run = $1 AND id > $2 ORDER BY id LIMIT $3;
-- name: refused_lines
SELECT DISTINCT line FROM import_row_error WHERE run = $1 AND level = 'refused';
