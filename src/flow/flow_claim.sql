-- name: heard
SELECT coalesce(max(heard_at), 0) FROM detection WHERE theft = $1;
-- name: silent
SELECT coalesce(min(silent_since), 0) FROM tag WHERE tag = $1 AND slot = 'theft';
-- name: newest_case
SELECT coalesce(max(id), 0) FROM theft WHERE bike = $1;
-- name: overrides
SELECT count(*) FROM number_override WHERE used_by = $1;
