-- name: bind
-- many
INSERT INTO plate (text, kind, district, batch, state, bike, bound_at) VALUES ($1, $2, $3, NULL, 'bound', $4, $5)
	ON CONFLICT (text) DO UPDATE SET state = 'bound', bike = excluded.bike, bound_at = excluded.bound_at, ver = plate.ver + 1
	WHERE plate.state IN ('received', 'at_site') AND plate.kind = excluded.kind AND plate.transfer = 0;
-- name: forget
DELETE FROM plate WHERE bike = $1 AND state = 'bound' AND batch IS NULL;
-- name: unbind
UPDATE plate SET state = 'received', site = 0, holder = 0, bike = NULL, bound_at = NULL, ver = ver + 1 WHERE bike = $1 AND state = 'bound';
