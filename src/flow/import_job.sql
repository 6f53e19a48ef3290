-- name: add
INSERT INTO import_job (ref, file, bytes, got, encoding, key_by, state, kept, actor, by_actor, made_at, changed_at) VALUES ($1, $2, $3, 0, $4, $5, 'uploading', 1, $6, $6, $7, $7) RETURNING id;
-- name: adopt
INSERT INTO import_job (ref, file, bytes, got, encoding, key_by, state, kept, run, actor, by_actor, made_at, changed_at, text_bytes, off, rows_read, added, updated, unchanged, refused, warned)
	VALUES ($1, $2, $3, $3, $4, $5, $6, 0, $7, $8, $8, $9, $10, $3, $3, $11, $12, $13, $14, $15, $16) RETURNING id;
-- name: orphan_runs
SELECT r.id FROM import_run r WHERE r.state IN ('done', 'undone') AND NOT EXISTS (SELECT 1 FROM import_job j WHERE j.run = r.id) ORDER BY r.id LIMIT $1;
-- name: undone_elsewhere
UPDATE import_job SET state = 'undone', changed_at = $1, why = 'elsewhere', detail = '' WHERE state IN ('done', 'stopped', 'undo_stopped') AND
	EXISTS (SELECT 1 FROM import_run r WHERE r.id = import_job.run AND r.state = 'undone');
-- name: done_elsewhere
UPDATE import_job SET state = 'done', changed_at = $1, why = 'elsewhere', detail = '' WHERE state = 'stopped' AND
	EXISTS (SELECT 1 FROM import_run r WHERE r.id = import_job.run AND r.state = 'done');
-- name: get
SELECT id, ref, file, bytes, got, encoding, key_by, state, kept, coalesce(run, 0), actor, by_actor, made_at, changed_at, why, detail, text_bytes, off, rows_read, added, updated,
	unchanged, refused, warned, und_bikes, und_owners, und_fields, und_left FROM import_job WHERE id = $1;
-- name: list
SELECT id, ref, file, bytes, got, encoding, key_by, state, kept, coalesce(run, 0), actor, by_actor, made_at, changed_at, why, detail, text_bytes, off, rows_read, added, updated,
	unchanged, refused, warned, und_bikes, und_owners, und_fields, und_left FROM import_job WHERE id < $1 AND (state <> 'discarded' OR why = 'old') ORDER BY id DESC LIMIT $2;
-- name: busy
SELECT id, ref, file, bytes, got, encoding, key_by, state, kept, coalesce(run, 0), actor, by_actor, made_at, changed_at, why, detail, text_bytes, off, rows_read, added, updated,
	unchanged, refused, warned, und_bikes, und_owners, und_fields, und_left FROM import_job WHERE busy = 1;
-- name: kept
SELECT count(*) FROM import_job WHERE kept = 1;
-- name: is_kept
SELECT count(*) FROM import_job WHERE kept = 1 AND ref = $1;
-- name: piece
UPDATE import_job SET got = $1, state = CASE WHEN $1 = bytes THEN 'ready' ELSE 'uploading' END, changed_at = $2 WHERE id = $3 AND got = $4 AND state = 'uploading' AND actor = $5;
-- name: begin
UPDATE import_job SET state = $1, busy = 1, by_actor = $2, changed_at = $3, why = '', detail = '' WHERE id = $4 AND state = $5;
-- name: how
UPDATE import_job SET encoding = $1, key_by = $2 WHERE id = $3;
-- name: end
UPDATE import_job SET state = $1, busy = NULL, why = $2, detail = $3, changed_at = $4 WHERE id = $5 AND busy = 1;
-- name: figures
UPDATE import_job SET text_bytes = $1, off = $2, rows_read = $3, added = $4, updated = $5, unchanged = $6, refused = $7, warned = $8 WHERE id = $9;
-- name: run
UPDATE import_job SET run = $1 WHERE id = $2;
-- name: undone
UPDATE import_job SET und_bikes = und_bikes + $1, und_owners = und_owners + $2, und_fields = und_fields + $3, und_left = und_left + $4 WHERE id = $5;
-- name: undo_part
SELECT count(*), count(undone_at) FROM import_batch WHERE run = $1;
-- name: drop_file
UPDATE import_job SET kept = 0, state = CASE WHEN state IN ('uploading', 'ready', 'checked') THEN 'discarded' ELSE state END, why = $1, detail = $4, changed_at = $2 WHERE id = $3 AND kept = 1 AND busy IS NULL;
-- name: stale
SELECT id FROM import_job WHERE kept = 1 AND busy IS NULL AND changed_at < $1 ORDER BY id LIMIT 100;
-- name: errors_clear
DELETE FROM import_job_error WHERE job = $1;
-- name: error_add
-- many
INSERT INTO import_job_error (job, n, line, off, len, field, code, bike) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: errors
SELECT n, line, off, len, field, code, bike FROM import_job_error WHERE job = $1 AND n > $2 ORDER BY n LIMIT $3;
-- name: reasons
SELECT code, count(*) FROM import_job_error WHERE job = $1 GROUP BY code ORDER BY count(*) DESC, code;
-- name: run_reasons
SELECT code, count(*) FROM import_row_error WHERE run = $1 GROUP BY code ORDER BY count(*) DESC, code;
-- name: left_add
-- many
INSERT INTO import_job_left (job, n, bike, plate, field) VALUES ($1, $2, $3, $4, $5);
-- name: left_last
SELECT coalesce(max(n), 0) FROM import_job_left WHERE job = $1;
-- name: left
SELECT n, bike, plate, field FROM import_job_left WHERE job = $1 AND n > $2 ORDER BY n LIMIT $3;
