-- name: helper_add
INSERT INTO access_helper (theft, account, added_by, added_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (theft, account) WHERE ended_at IS NULL DO NOTHING;
-- name: helper_end
UPDATE access_helper SET ended_by = $1, ended_at = $2 WHERE theft = $3 AND account = $4 AND ended_at IS NULL;
-- name: helper_is
SELECT count(*) FROM access_helper WHERE theft = $1 AND account = $2 AND ended_at IS NULL;
-- name: helpers
SELECT account, added_by, added_at FROM access_helper WHERE theft = $1 AND ended_at IS NULL ORDER BY id;
-- name: seen_is
SELECT count(*) FROM access_seen WHERE account = $1 AND day = $2 AND bike = $3;
-- name: seen_count
SELECT count(*) FROM access_seen WHERE account = $1 AND day = $2;
-- name: seen_add
INSERT INTO access_seen (account, day, bike) VALUES ($1, $2, $3) ON CONFLICT (account, day, bike) DO NOTHING;
-- name: seen_trim
DELETE FROM access_seen WHERE day < $1;
-- name: case_look
INSERT INTO access_case (theft, looks, first_at, last_at) VALUES ($1, 1, $2, $2)
	ON CONFLICT (theft) DO UPDATE SET looks = access_case.looks + 1, last_at = excluded.last_at, told_at = NULL;
-- name: untold
SELECT theft, looks, first_at, last_at FROM access_case WHERE told_at IS NULL AND theft > $1 ORDER BY theft LIMIT $2;
-- name: told
UPDATE access_case SET told_at = $1 WHERE theft = $2;
-- name: mark
SELECT audit FROM access_mark WHERE one = 'read';
-- name: mark_set
UPDATE access_mark SET audit = $1 WHERE one = 'read';
