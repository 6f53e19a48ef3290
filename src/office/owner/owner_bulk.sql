-- name: by_id_nos
WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE (i + 2) * 16 <= length($1))
SELECT k.i, o.id, o.x_name, o.id_kind, o.x_id_no, CASE WHEN o.p_address = '' THEN 0 ELSE 1 END FROM k JOIN owner o
	ON o.id_kind IN ('idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military', 'uscc') AND o.x_id_no = substr($1, k.i * 16 + 1, 16) AND o.state = 'live';
-- pg:
SELECT k.i, o.id, o.x_name, o.id_kind, o.x_id_no, CASE WHEN o.p_address = '' THEN 0 ELSE 1 END
	FROM generate_series(0, length(CAST($1 AS bytea)) / 16 - 1) k (i) JOIN owner o
	ON o.id_kind IN ('idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military', 'uscc') AND o.x_id_no = substr(CAST($1 AS bytea), k.i * 16 + 1, 16)
	AND o.state = 'live';
-- name: by_phones
WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE (i + 2) * 16 <= length($1))
SELECT k.i, o.id, o.x_name, o.id_kind, coalesce(o.x_id_no, x''), CASE WHEN o.p_address = '' THEN 0 ELSE 1 END FROM k
	JOIN owner_phone p ON p.x_phone = substr($1, k.i * 16 + 1, 16) AND p.until IS NULL JOIN owner o ON o.id = p.owner AND o.state = 'live';
-- pg:
SELECT k.i, o.id, o.x_name, o.id_kind, coalesce(o.x_id_no, ''::bytea), CASE WHEN o.p_address = '' THEN 0 ELSE 1 END
	FROM generate_series(0, length(CAST($1 AS bytea)) / 16 - 1) k (i)
	JOIN owner_phone p ON p.x_phone = substr(CAST($1 AS bytea), k.i * 16 + 1, 16) AND p.until IS NULL JOIN owner o ON o.id = p.owner AND o.state = 'live';
-- name: by_ids
SELECT j.key, o.id, o.x_name, o.id_kind, coalesce(o.x_id_no, x''), CASE WHEN o.p_address = '' THEN 0 ELSE 1 END
	FROM json_each($1) j JOIN owner o ON o.id = CAST(j.value AS INTEGER);
-- pg:
SELECT j.ord - 1, o.id, o.x_name, o.id_kind, coalesce(o.x_id_no, ''::bytea), CASE WHEN o.p_address = '' THEN 0 ELSE 1 END
	FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord) JOIN owner o ON o.id = CAST(j.value AS bigint);
-- name: phones_of
SELECT j.key, p.x_phone FROM json_each($1) j JOIN owner_phone p ON p.owner = CAST(j.value AS INTEGER) AND p.until IS NULL;
-- pg:
SELECT j.ord - 1, p.x_phone FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord)
	JOIN owner_phone p ON p.owner = CAST(j.value AS bigint) AND p.until IS NULL;
-- name: add
-- many
INSERT INTO owner (id, ref, kind, p_name, x_name, id_kind, p_id_no, x_id_no, p_address, unit, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
-- name: phone
-- many
INSERT INTO owner_phone (owner, ref, p_phone, x_phone, since) VALUES ($1, $2, $3, $4, $5);
-- name: forget
UPDATE owner SET p_name = '', x_name = ref, id_kind = 'none', kind = 'person', p_id_no = '', x_id_no = NULL, p_address = '', ver = ver + 1 WHERE id = $1 AND ver = 1 AND state = 'live'
	AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.owner = owner.id) AND NOT EXISTS (SELECT 1 FROM owner_agent a WHERE a.owner = owner.id)
	AND NOT EXISTS (SELECT 1 FROM owner_merge m WHERE m.keep = owner.id OR m.gone = owner.id);
-- name: forget_phones
DELETE FROM owner_phone WHERE owner = $1;
