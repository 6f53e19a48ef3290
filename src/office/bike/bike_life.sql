-- name: set_life
UPDATE bike SET life = $1, state = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: touch
UPDATE bike SET ver = ver + 1 WHERE id = $1 AND ver = $2 AND state = 'live';
-- name: own_add
INSERT INTO ownership (bike, owner, from_at, how) VALUES ($1, $2, $3, $4);
-- name: own_end
UPDATE ownership SET until = $1 WHERE bike = $2 AND until IS NULL;
-- name: own_now
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE bike = $1 AND until IS NULL;
-- name: own_is
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE bike = $1 AND owner = $2 AND until IS NULL;
-- name: own_at
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE bike = $1 AND from_at <= $2 AND (until IS NULL OR until > $2);
-- name: own_by
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE bike = $1 AND owner = $2 ORDER BY from_at DESC LIMIT 1;
-- name: own_all
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE bike = $1 ORDER BY from_at, id;
-- name: own_of
SELECT id, bike, owner, from_at, until, how FROM ownership WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
-- name: tag_until
SELECT coalesce(max(until), 0) FROM bike_old_tag WHERE bike = $1 AND tag = $2;
-- name: off_at
-- when the registration ended; never: as long as there is time
SELECT coalesce(max(at), 9223372036854775807) FROM bike_event WHERE bike = $1 AND event IN ('deregister', 'import_undo');
-- name: tag_from
SELECT coalesce(max(until), 0) FROM bike_old_tag WHERE bike = $1 AND until < $2;
-- name: own_merged
UPDATE ownership SET owner = $1 WHERE owner = $2;
-- name: flag_add
INSERT INTO bike_flag (bike, flag, source, ref, reason, since, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
	ON CONFLICT (bike, flag, source, ref) WHERE until IS NULL DO NOTHING;
-- name: flag_end
UPDATE bike_flag SET until = $1, ended_by = $2 WHERE bike = $3 AND flag = $4 AND source = $5 AND ref = $6 AND until IS NULL;
-- name: flags
SELECT id, bike, flag, source, reason, ref, since, until, actor, ended_by FROM bike_flag WHERE bike = $1 AND ($2 = 0 OR until IS NULL) ORDER BY id;
-- name: has_flag
SELECT count(*) FROM (SELECT 1 FROM bike_flag WHERE bike = $1 AND flag = $2 AND until IS NULL LIMIT 1) f;
-- name: of_old_tag
SELECT bike FROM bike_old_tag WHERE tag = $1 AND until > $2 ORDER BY until LIMIT 1;
