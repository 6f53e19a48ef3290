-- name: newest
SELECT coalesce(max(id), 0) FROM watch_change;
-- name: missed_at
SELECT coalesce(min(at), 0) FROM watch_change WHERE id = (SELECT min(id) FROM watch_change WHERE id > $1);
-- name: changes
SELECT id, tag, op, severity FROM watch_change w WHERE id > $1 AND id <= $2 AND ($3 = 0 OR op = 'add')
	AND id = (SELECT max(x.id) FROM watch_change x WHERE x.tag = w.tag) ORDER BY id LIMIT $4;
-- name: of_tag
SELECT theft FROM watch_change WHERE tag = $1 AND at <= $2 ORDER BY id DESC LIMIT 1;
-- name: of_tag_ever
SELECT theft FROM watch_change WHERE tag = $1 ORDER BY id DESC LIMIT 1;
-- name: hit_known
SELECT id, outcome, theft, alert FROM handheld_hit WHERE actor = $1 AND client_id = $2;
-- name: hit_add
INSERT INTO handheld_hit (actor, client_id, tag, heard_at, recv_at, lat_e7, lon_e7, place, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'unknown')
	RETURNING id;
-- name: hit_done
UPDATE handheld_hit SET outcome = $1, theft = $2, alert = $3 WHERE id = $4;
