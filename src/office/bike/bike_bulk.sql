-- name: by_plates
SELECT j.key, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM json_each($1) j JOIN bike b ON b.plate = j.value AND b.state = 'live' JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- pg:
SELECT j.ord - 1, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord) JOIN bike b ON b.plate = j.value AND b.state = 'live'
	JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- name: by_tags
SELECT j.key, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM json_each($1) j JOIN bike b ON b.tag = j.value AND b.state = 'live' JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- pg:
SELECT j.ord - 1, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord) JOIN bike b ON b.tag = j.value AND b.state = 'live'
	JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- name: by_ids
SELECT j.key, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM json_each($1) j JOIN bike b ON b.id = CAST(j.value AS INTEGER) AND b.state = 'live' JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- pg:
SELECT j.ord - 1, o.owner, b.id, b.tag, b.plate, b.kind, b.use_kind, b.life, b.vehicle_code, b.frame_no, b.motor_no, b.brand, b.model, b.colour, b.colour2, b.bought_on, b.ends_on, b.price_fen,
	b.site, b.unit, b.district, b.registered_by, b.created_at, b.ver
	FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord) JOIN bike b ON b.id = CAST(j.value AS bigint) AND b.state = 'live'
	JOIN ownership o ON o.bike = b.id AND o.until IS NULL;
-- name: add
-- many
INSERT INTO bike (id, tag, plate, kind, use_kind, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);
-- name: own
-- many
INSERT INTO ownership (bike, owner, from_at, how) VALUES ($1, $2, $3, 'import');
-- name: event
-- many
INSERT INTO bike_event (bike, at, event, actor, unit, request, detail) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: flag
INSERT INTO bike_flag (bike, flag, source, ref, reason, since, actor) VALUES ($1, $2, 'import', $3, '', $4, $5)
	ON CONFLICT (bike, flag, source, ref) WHERE until IS NULL DO NOTHING;
-- name: hands
SELECT count(*) FROM bike_event WHERE bike = $1 AND event IN ('edit', 'correct') AND detail LIKE '{"field":"' || $2 || '"%';
-- name: asked
SELECT count(*) FROM correction WHERE bike = $1 AND field = $2 AND state = 'asked';
-- name: made
SELECT b.id, coalesce(o.owner, 0), CASE WHEN b.state <> 'live' OR b.ver <> 1
	OR EXISTS (SELECT 1 FROM bike_event e WHERE e.bike = b.id AND e.event <> 'import')
	OR EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = b.id AND f.source <> 'import')
	OR EXISTS (SELECT 1 FROM correction c WHERE c.bike = b.id) OR EXISTS (SELECT 1 FROM bike_photo p WHERE p.bike = b.id) THEN 1 ELSE 0 END
	FROM bike b LEFT JOIN ownership o ON o.bike = b.id AND o.until IS NULL WHERE b.id BETWEEN $1 AND $2 ORDER BY b.id;
-- name: unmake
UPDATE bike SET state = 'ended', life = 'deregistered', ver = ver + 1 WHERE id = $1 AND ver = 1 AND state = 'live';
-- name: unown
UPDATE ownership SET until = CASE WHEN from_at > $1 THEN from_at ELSE $1 END WHERE bike = $2 AND until IS NULL;
-- name: unflag
UPDATE bike_flag SET until = CASE WHEN since > $1 THEN since ELSE $1 END, ended_by = $2 WHERE bike = $3 AND until IS NULL;
-- name: owns
SELECT count(*) FROM ownership WHERE owner = $1 AND until IS NULL;
