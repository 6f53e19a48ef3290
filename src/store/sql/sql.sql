-- name: begin_read
BEGIN;
-- name: begin_write
BEGIN IMMEDIATE;
-- name: commit
COMMIT;
-- name: rollback
ROLLBACK;
-- name: has_version
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- pg:
SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_migration';
-- name: make_version
CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL);
-- name: versions
SELECT version, sha256 FROM schema_migration ORDER BY version;
-- name: add_version
INSERT INTO schema_migration (version, name, sha256, at_ms) VALUES ($1, $2, $3, $4);
-- name: integrity
PRAGMA integrity_check(20);
-- name: foreign_keys
PRAGMA foreign_key_check;
-- name: keys_off
PRAGMA foreign_keys = OFF;
-- name: keys_on
PRAGMA foreign_keys = ON;
