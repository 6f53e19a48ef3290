-- name: bind
-- many
INSERT INTO tag (tag, slot, batch, state, bike, bound_at) VALUES ($1, $2, $3, 'bound', $4, $5)
	ON CONFLICT (tag) DO UPDATE SET state = 'bound', bike = excluded.bike, bound_at = excluded.bound_at, ver = tag.ver + 1
	WHERE tag.state IN ('received', 'at_site') AND tag.slot = excluded.slot AND tag.transfer = 0;
-- name: unbind
UPDATE tag SET state = 'received', site = 0, holder = 0, bike = NULL, bound_at = NULL, ver = ver + 1 WHERE bike = $1 AND state = 'bound';
-- name: batch
INSERT INTO tag_batch (slot, n, note, received_by, received_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;
