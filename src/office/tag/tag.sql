-- name: batch_add
INSERT INTO tag_batch (slot, n, note, received_by, received_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;
-- name: add
INSERT INTO tag (tag, slot, batch, state) VALUES ($1, $2, $3, 'received') ON CONFLICT (tag) DO NOTHING;
-- name: deliver
UPDATE tag SET state = 'at_site', site = $2, ver = ver + 1 WHERE batch = $1 AND state = 'received' AND transfer = 0;
-- name: by_id
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE id = $1;
-- name: by_tag
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE tag = $1;
-- name: of_bike
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE bike = $1 AND state = 'bound' ORDER BY slot;
-- name: ended_of
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE bike = $1 AND state IN ('retired', 'lost') AND note = $2 ORDER BY slot;
-- name: pieces
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag
	WHERE state IN ('received', 'at_site') AND site = $1 AND holder = $2 AND id > $3 ORDER BY id LIMIT $4;
-- name: unchecked
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE state = 'bound' AND checked_at < $1 ORDER BY checked_at, id LIMIT $2;
-- name: silent
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE state = 'bound' AND silent_since IS NOT NULL AND id > $1 ORDER BY id LIMIT $2;
-- name: battery
SELECT id, tag, slot, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), coalesce(last_heard_at, 0),
	coalesce(battery_low_since, 0), coalesce(silent_since, 0), ver FROM tag WHERE state = 'bound' AND battery_low_since IS NOT NULL AND id > $1 ORDER BY id LIMIT $2;
-- name: silent_count
SELECT count(*) FROM tag WHERE state = 'bound' AND silent_since IS NOT NULL;
-- name: battery_count
SELECT count(*) FROM tag WHERE state = 'bound' AND battery_low_since IS NOT NULL;
-- name: bind
UPDATE tag SET state = 'bound', bike = $1, bound_at = $2, last_heard_at = NULL, battery_low_since = NULL, silent_since = NULL, checked_at = $2, ver = ver + 1
	WHERE tag = $3 AND state = 'at_site' AND site = $4 AND holder = $5 AND transfer = 0;
-- name: move
UPDATE tag SET state = $1, ended_at = $2, note = $3, silent_since = NULL, battery_low_since = NULL, ver = ver + 1
	WHERE id = $4 AND state = $5 AND ver = $6 AND transfer = 0;
-- name: health
UPDATE tag SET checked_at = $1,
	last_heard_at = CASE WHEN $2 > coalesce(last_heard_at, 0) THEN $2 ELSE last_heard_at END,
	battery_low_since = CASE WHEN $3 = 1 THEN coalesce(battery_low_since, $1) WHEN $3 = 0 THEN NULL ELSE battery_low_since END,
	silent_since = CASE WHEN $4 = 1 THEN coalesce(silent_since, $1) ELSE NULL END
	WHERE id = $5 AND state = 'bound';
-- name: mark
UPDATE tag SET transfer = $1, ver = ver + 1 WHERE transfer = 0 AND id IN (SELECT id FROM tag
	WHERE state IN ('received', 'at_site') AND site = $2 AND holder = $3 AND slot = $4 AND transfer = 0 ORDER BY id LIMIT $5);
-- name: arrive
UPDATE tag SET site = $2, holder = $3, transfer = 0, state = CASE WHEN $2 > 0 THEN 'at_site' ELSE 'received' END, ver = ver + 1
	WHERE transfer = $1 AND state IN ('received', 'at_site');
-- name: release
UPDATE tag SET transfer = 0, ver = ver + 1 WHERE transfer = $1 AND state IN ('received', 'at_site');
-- name: count
SELECT count(*) FROM tag WHERE state IN ('received', 'at_site') AND site = $1 AND holder = $2;
-- name: sums
SELECT site, holder, slot, count(*) FROM tag WHERE state IN ('received', 'at_site') AND ($1 < 0 OR site = $1) GROUP BY site, holder, slot
	ORDER BY site, holder, slot;
