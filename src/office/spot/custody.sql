-- name: add
INSERT INTO custody (ref, number, decision, state, unit_id, path, bike, owner, plate, brand, colour, marks, yard, slot, ground, basis, impounded_at, release_day, created_at)
	VALUES ($1, $2, $3, 'impounded', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id;
-- name: by_id
SELECT id, ref, number, decision, state, unit_id, path, coalesce(bike, 0), coalesce(owner, 0), plate, brand, colour, marks, yard, slot, ground, basis, impounded_at,
	release_day, reminded, coalesce(unclaimed_at, 0), notice, coalesce(noticed_at, 0), coalesce(noticed_by, 0), coalesce(dispose_day, 0), disposal,
	coalesce(proposed_by, 0), coalesce(disposed_by, 0), coalesce(disposed_at, 0), receiver, p_name, p_id_no, letter, photo, is_signed, coalesce(released_at, 0),
	coalesce(released_by, 0), reason, ver FROM custody WHERE id = $1;
-- name: of_decision
SELECT id, ref, number, decision, state, unit_id, path, coalesce(bike, 0), coalesce(owner, 0), plate, brand, colour, marks, yard, slot, ground, basis, impounded_at,
	release_day, reminded, coalesce(unclaimed_at, 0), notice, coalesce(noticed_at, 0), coalesce(noticed_by, 0), coalesce(dispose_day, 0), disposal,
	coalesce(proposed_by, 0), coalesce(disposed_by, 0), coalesce(disposed_at, 0), receiver, p_name, p_id_no, letter, photo, is_signed, coalesce(released_at, 0),
	coalesce(released_by, 0), reason, ver FROM custody WHERE decision = $1;
-- name: list
SELECT id, ref, number, decision, state, unit_id, path, coalesce(bike, 0), coalesce(owner, 0), plate, brand, colour, marks, yard, slot, ground, basis, impounded_at,
	release_day, reminded, coalesce(unclaimed_at, 0), notice, coalesce(noticed_at, 0), coalesce(noticed_by, 0), coalesce(dispose_day, 0), disposal,
	coalesce(proposed_by, 0), coalesce(disposed_by, 0), coalesce(disposed_at, 0), receiver, p_name, p_id_no, letter, photo, is_signed, coalesce(released_at, 0),
	coalesce(released_by, 0), reason, ver FROM custody WHERE ($1 = '' OR instr($1, ',' || state || ',') > 0) AND substr(path, 1, length($2)) = $2 AND ($3 = 0 OR bike = $3) AND
	(release_day > $4 OR (release_day = $4 AND id > $5)) ORDER BY release_day, id LIMIT $6;
-- pg:
SELECT id, ref, number, decision, state, unit_id, path, coalesce(bike, 0), coalesce(owner, 0), plate, brand, colour, marks, yard, slot, ground, basis, impounded_at,
	release_day, reminded, coalesce(unclaimed_at, 0), notice, coalesce(noticed_at, 0), coalesce(noticed_by, 0), coalesce(dispose_day, 0), disposal,
	coalesce(proposed_by, 0), coalesce(disposed_by, 0), coalesce(disposed_at, 0), receiver, p_name, p_id_no, letter, photo, is_signed, coalesce(released_at, 0),
	coalesce(released_by, 0), reason, ver FROM custody WHERE ($1::text = '' OR strpos($1, ',' || state || ',') > 0) AND substr(path, 1, length($2)) = $2 AND ($3::bigint = 0 OR bike = $3) AND
	(release_day > $4 OR (release_day = $4 AND id > $5)) ORDER BY release_day, id LIMIT $6;
-- name: move
UPDATE custody SET state = $1, unclaimed_at = $2, notice = $3, noticed_at = $4, noticed_by = $5, dispose_day = $6, disposal = $7, proposed_by = $8, disposed_by = $9,
	disposed_at = $10, receiver = $11, p_name = $12, p_id_no = $13, letter = $14, photo = $15, is_signed = $16, released_at = $17, released_by = $18, reason = $19,
	release_day = $20, ver = ver + 1 WHERE id = $21 AND ver = $22 AND state = $23;
-- name: reminded
UPDATE custody SET reminded = $1 WHERE id = $2 AND ver = $3 AND reminded < $1;
-- name: place
UPDATE custody SET yard = $1, slot = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: photo_old
UPDATE custody SET photo = '', ver = ver + 1 WHERE id = $1;
-- name: event_add
INSERT INTO spot_event (decision, custody, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM spot_event WHERE custody = $1 ORDER BY id LIMIT $2;
-- name: seal_name
SELECT id, ref, p_name FROM custody WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE custody SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM custody WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_id_no
SELECT id, ref, p_id_no FROM custody WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_id_no
UPDATE custody SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM custody WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: merged_events
INSERT INTO spot_event (custody, at, event, actor, from_state, to_state, note) SELECT id, $1, 'merged', $2, state, state, '' FROM custody WHERE owner = $3;
-- name: merged
UPDATE custody SET owner = $1, ver = ver + 1 WHERE owner = $2;
