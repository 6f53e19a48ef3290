-- name: add
INSERT INTO owner (ref, kind, p_name, x_name, id_kind, p_id_no, x_id_no, p_address, unit, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;
-- name: by_id
SELECT id, ref, kind, p_name, id_kind, p_id_no, p_address, unit, coalesce(merged_into, 0), created_at, ver FROM owner WHERE id = $1;
-- name: by_name
SELECT id, ref, kind, p_name, id_kind, p_id_no, p_address, unit, coalesce(merged_into, 0), created_at, ver FROM owner
	WHERE x_name = $1 AND state = 'live' ORDER BY id + 0 DESC LIMIT $2;   -- + 0: the order comes after the match, or PostgreSQL walks the whole table by id
-- name: by_id_no
SELECT id, ref, kind, p_name, id_kind, p_id_no, p_address, unit, coalesce(merged_into, 0), created_at, ver FROM owner
	WHERE id_kind IN ('idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military', 'uscc') AND x_id_no = $1 AND state = 'live' ORDER BY id + 0 DESC LIMIT $2;   -- + 0: the order comes after the match, or PostgreSQL walks the whole table by id
-- name: by_phone
SELECT o.id, o.ref, o.kind, o.p_name, o.id_kind, o.p_id_no, o.p_address, o.unit, coalesce(o.merged_into, 0), o.created_at, o.ver
	FROM (SELECT DISTINCT owner FROM owner_phone WHERE x_phone = $1 AND until IS NULL) p JOIN owner o ON o.id = p.owner
	WHERE o.state = 'live' ORDER BY o.id + 0 DESC LIMIT $2;   -- from the phone to its owners, never the other way round
-- name: ref_of
SELECT ref, ver FROM owner WHERE id = $1 AND state = 'live';
-- name: set_name
UPDATE owner SET p_name = $1, x_name = $2 WHERE id = $3;
-- name: set_id
UPDATE owner SET id_kind = $1, p_id_no = $2, x_id_no = $3 WHERE id = $4;
-- name: set_address
UPDATE owner SET p_address = $1 WHERE id = $2;
-- name: bump
UPDATE owner SET ver = ver + 1 WHERE id = $1 AND ver = $2 AND state = 'live';
