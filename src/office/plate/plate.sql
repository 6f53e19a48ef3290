-- name: format_add
INSERT INTO plate_format (district, kind, prefix, alphabet, places, forbidden) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;
-- name: format
SELECT id, district, kind, prefix, alphabet, places, forbidden, next, state, ver FROM plate_format WHERE id = $1;
-- name: formats
SELECT id, district, kind, prefix, alphabet, places, forbidden, next, state, ver FROM plate_format ORDER BY id;
-- name: format_close
UPDATE plate_format SET state = 'closed', ver = ver + 1 WHERE id = $1 AND state = 'active' AND ver = $2;
-- name: format_next
UPDATE plate_format SET next = $1, ver = ver + 1 WHERE id = $2 AND next = $3 AND ver = $4 AND state = 'active';
-- name: batch_add
INSERT INTO plate_batch (format, first_text, last_text, n, note, received_by, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;
-- name: add
INSERT INTO plate (text, kind, district, batch, state) VALUES ($1, $2, $3, $4, 'received');
-- name: deliver
UPDATE plate SET state = 'at_site', site = $2, ver = ver + 1 WHERE batch = $1 AND state = 'received' AND transfer = 0;
-- name: by_id
SELECT id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver FROM plate WHERE id = $1;
-- name: by_text
SELECT id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver FROM plate WHERE text = $1;
-- name: of_bike
SELECT id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver FROM plate
	WHERE bike = $1 AND state = 'bound';
-- name: pieces
SELECT id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver FROM plate
	WHERE state IN ('received', 'at_site') AND site = $1 AND holder = $2 AND id > $3 ORDER BY id LIMIT $4;
-- name: issue
-- as the index plate_stock is written: what lies at a point (site > 0) is at_site
UPDATE plate SET state = 'bound', bike = $1, bound_at = $2, ver = ver + 1 WHERE state = 'at_site' AND transfer = 0 AND id = (SELECT id FROM plate
	WHERE state IN ('received', 'at_site') AND site = $3 AND holder = $4 AND kind = $5 AND transfer = 0 ORDER BY text LIMIT 1)
	RETURNING id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver;
-- pg:
UPDATE plate SET state = 'bound', bike = $1, bound_at = $2, ver = ver + 1 WHERE state = 'at_site' AND transfer = 0 AND id = (SELECT id FROM plate
	WHERE state IN ('received', 'at_site') AND site = $3 AND holder = $4 AND kind = $5 AND transfer = 0 ORDER BY text LIMIT 1 FOR UPDATE SKIP LOCKED)
	RETURNING id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver;
-- name: lowest
SELECT id, text, kind, district, state, site, holder, transfer, coalesce(bike, 0), coalesce(bound_at, 0), coalesce(ended_at, 0), ver FROM plate
	WHERE state IN ('received', 'at_site') AND site = $1 AND holder = $2 AND kind = $3 AND transfer = 0 ORDER BY text LIMIT 1;
-- name: bind
UPDATE plate SET state = 'bound', bike = $1, bound_at = $2, ver = ver + 1 WHERE id = $3 AND ver = $4 AND state = 'at_site' AND transfer = 0;
-- name: move
UPDATE plate SET state = $1, ended_at = $2, note = $3, ver = ver + 1 WHERE id = $4 AND state = $5 AND ver = $6 AND transfer = 0;
-- name: mark
UPDATE plate SET transfer = $1, ver = ver + 1 WHERE transfer = 0 AND id IN (SELECT id FROM plate
	WHERE state IN ('received', 'at_site') AND site = $2 AND holder = $3 AND kind = $4 AND transfer = 0 ORDER BY text LIMIT $5);
-- name: arrive
UPDATE plate SET site = $2, holder = $3, transfer = 0, state = CASE WHEN $2 > 0 THEN 'at_site' ELSE 'received' END, ver = ver + 1
	WHERE transfer = $1 AND state IN ('received', 'at_site');
-- name: release
UPDATE plate SET transfer = 0, ver = ver + 1 WHERE transfer = $1 AND state IN ('received', 'at_site');
-- name: count
SELECT count(*) FROM plate WHERE state IN ('received', 'at_site') AND site = $1 AND holder = $2;
-- name: sums
SELECT site, holder, kind, count(*) FROM plate WHERE state IN ('received', 'at_site') AND ($1 < 0 OR site = $1) GROUP BY site, holder, kind
	ORDER BY site, holder, kind;
