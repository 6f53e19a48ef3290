-- name: begin_read
-- pg:
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
-- name: begin_write
-- pg:
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
-- name: lock
-- pg:
SELECT pg_advisory_xact_lock(hashtextextended('yanzhen ' || current_schema(), 0));
-- name: commit
-- pg:
COMMIT;
-- name: rollback
-- pg:
ROLLBACK;
-- name: save
-- pg:
SAVEPOINT yz;
-- name: release
-- pg:
RELEASE SAVEPOINT yz;
-- name: unsave
-- pg:
ROLLBACK TO SAVEPOINT yz;
-- name: no_timeout
-- pg:
SET LOCAL statement_timeout = 0;
-- name: keys_now
-- pg:
SET CONSTRAINTS ALL IMMEDIATE;
-- name: scrub_mark
-- pg:
COMMENT ON TABLE schema_migration IS 'scrub';
-- name: scrub_wanted
-- pg:
SELECT count(*) FROM pg_description WHERE objoid = to_regclass('schema_migration') AND objsubid = 0 AND description = 'scrub';
-- name: scrub
-- pg:
VACUUM (FULL);
-- name: scrub_done
-- pg:
COMMENT ON TABLE schema_migration IS NULL;
-- name: bad_indexes
-- pg:
SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
	WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready);
-- name: bad_constraints
-- pg:
SELECT count(*) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated;
-- name: set
-- pg:
SELECT set_config($1, $2, false);
-- name: setting
-- pg:
SELECT current_setting($1);
-- name: no_idle_timeout
-- pg:
SET LOCAL idle_in_transaction_session_timeout = 0;
-- name: defer
-- pg:
SET CONSTRAINTS ALL DEFERRED;
-- name: counter
-- pg:
SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0);
-- name: count_from
-- pg:
SELECT setval(pg_get_serial_sequence($1, $2)::regclass, greatest($3, 1), $3 > 0);
-- name: analyze
-- pg:
ANALYZE;
