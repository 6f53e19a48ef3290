-- name: number
INSERT INTO spot_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = spot_number.n + 1 RETURNING n;
-- name: add
INSERT INTO spot_decision (ref, number, client_key, client_sha, state, unit_id, path, plate, tag, bike, owner, rider, p_name, p_id_no, p_phone, age, code, kind, fact_zh,
	fact_en, basis, place, junction, at, offline, refused, no_plate, first, defence, told, is_signed, decided_by, decided_at, created_at)
	VALUES ($1, $2, $3, $4, 'stopped', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31,
	$32, $32) RETURNING id;
-- name: by_id
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE id = $1;
-- name: by_key
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE client_key = $1;
-- name: by_number
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE number = $1;
-- name: list
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE id < $1 AND ($2 = '' OR instr($2, ',' || state || ',') > 0) AND substr(path, 1, length($3)) = $3 AND ($4 = 0 OR bike = $4) AND ($5 = 0 OR rider = $5) AND
	($6 = '' OR plate = $6) ORDER BY id DESC LIMIT $7;
-- pg:
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE id < $1 AND ($2::text = '' OR strpos($2, ',' || state || ',') > 0) AND substr(path, 1, length($3)) = $3 AND ($4::bigint = 0 OR bike = $4) AND
	($5::bigint = 0 OR rider = $5) AND ($6::text = '' OR plate = $6) ORDER BY id DESC LIMIT $7;
-- name: late
SELECT id, ref, number, client_key, state, unit_id, path, plate, tag, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0), p_name, p_id_no, p_phone, age, code, kind,
	fact_zh, fact_en, basis, place, coalesce(junction, 0), at, offline, refused, no_plate, first, defence, told, is_signed, fine_fen, coalesce(due_day, 0), pct,
	surcharge_fen, coalesce(paid_at, 0), coalesce(paid_by, 0), way, coalesce(site, 0), way_ref, receipt, coalesce(violation, 0), decided_by, decided_at,
	coalesce(cancelled_by, 0), reason, created_at, ver, client_sha FROM spot_decision WHERE state = 'fined' AND due_day < $1 ORDER BY due_day, id LIMIT $2;
-- name: move
UPDATE spot_decision SET state = $1, fine_fen = $2, due_day = $3, pct = $4, surcharge_fen = $5, paid_at = $6, paid_by = $7, way = $8, site = $9, way_ref = $10, receipt = $11,
	cancelled_by = $12, reason = $13, ver = ver + 1 WHERE id = $14 AND ver = $15 AND state = $16;
-- name: violation
UPDATE spot_decision SET violation = $1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: event_add
INSERT INTO spot_event (decision, custody, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM spot_event WHERE decision = $1 ORDER BY id LIMIT $2;
-- name: seal_name
SELECT id, ref, p_name FROM spot_decision WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE spot_decision SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM spot_decision WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_id_no
SELECT id, ref, p_id_no FROM spot_decision WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_id_no
UPDATE spot_decision SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM spot_decision WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM spot_decision WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE spot_decision SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM spot_decision WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: merged_events
INSERT INTO spot_event (decision, at, event, actor, from_state, to_state, note) SELECT id, $1, 'merged', $2, state, state, '' FROM spot_decision WHERE rider = $3 OR owner = $3;
-- name: merged
UPDATE spot_decision SET rider = CASE WHEN rider = $2 THEN $1 ELSE rider END, owner = CASE WHEN owner = $2 THEN $1 ELSE owner END, ver = ver + 1 WHERE rider = $2 OR owner = $2;
