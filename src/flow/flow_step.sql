-- name: plain
SELECT id, ref, p_owner_name, p_owner_phone, created_at FROM bike WHERE id > $1 ORDER BY id LIMIT $2;
-- name: own
INSERT INTO ownership (bike, owner, from_at, how) VALUES ($1, $2, $3, 'import');
-- name: phones
SELECT id, ref, p_phone, owner FROM owner_phone WHERE id > $1 AND until IS NULL AND p_phone <> '' ORDER BY id LIMIT $2;
-- name: bikes
SELECT id, plate, tag, frame_no, motor_no, vehicle_code FROM bike WHERE id > $1 AND state = 'live' ORDER BY id LIMIT $2;
-- name: number
INSERT INTO number_entry (kind, norm, skel, bike, added_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;
-- name: double
INSERT INTO bike_flag (bike, flag, source, ref, reason, since, actor) VALUES ($1, 'duplicate', 'number', 0, $2, $3, 0) ON CONFLICT DO NOTHING;
-- name: own_entry
SELECT count(*) FROM number_entry WHERE kind = $1 AND norm = $2 AND bike = $3 AND live = 1;
-- name: doubles
INSERT INTO bike_flag (bike, flag, source, ref, reason, since, actor)
	SELECT DISTINCT n.bike, 'duplicate', 'number', 0, '', n.added_at, 0 FROM number_entry n WHERE n.live = 1 AND n.kind IN ('frame', 'motor', 'vehicle') AND EXISTS
	(SELECT 1 FROM number_entry o WHERE o.norm = n.norm AND o.kind = n.kind AND o.live = 1 AND o.bike < n.bike) ON CONFLICT DO NOTHING;
