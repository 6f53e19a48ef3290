-- name: has_version
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- pg:
SELECT count(to_regclass('schema_migration'));
-- name: make_version
CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL);
-- pg:
CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL);
-- name: versions
SELECT version, sha256 FROM schema_migration ORDER BY version;
-- name: add_version
INSERT INTO schema_migration (version, name, sha256, at_ms) VALUES ($1, $2, $3, $4);
