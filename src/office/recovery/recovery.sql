-- name: number
INSERT INTO seized_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = seized_number.n + 1 RETURNING n;
-- name: add
INSERT INTO seized (number, kind, state, unit_id, path, found_at, place, kept_at, frame_no, motor_no, tag, plate, brand, colour, note, den, suspect, created_by, created_at)
	VALUES ($1, $2, 'seized', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id;
-- name: by_id
SELECT id, number, kind, state, unit_id, path, found_at, place, kept_at, frame_no, motor_no, tag, plate, brand, colour, note, coalesce(den, 0), coalesce(suspect, 0),
	coalesce(theft, 0), coalesce(bike, 0), coalesce(matched_by, 0), coalesce(matched_at, 0), papers, coalesce(proven_by, 0), value_fen, coalesce(valued_by, 0),
	coalesce(approved_by, 0), coalesce(approved_at, 0), coalesce(returned_at, 0), reason, created_by, created_at, ver FROM seized WHERE id = $1;
-- name: list
SELECT id, number, kind, state, unit_id, path, found_at, place, kept_at, frame_no, motor_no, tag, plate, brand, colour, note, coalesce(den, 0), coalesce(suspect, 0),
	coalesce(theft, 0), coalesce(bike, 0), coalesce(matched_by, 0), coalesce(matched_at, 0), papers, coalesce(proven_by, 0), value_fen, coalesce(valued_by, 0),
	coalesce(approved_by, 0), coalesce(approved_at, 0), coalesce(returned_at, 0), reason, created_by, created_at, ver FROM seized
	WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR kind = $3) AND ($4 = 0 OR state NOT IN ('returned', 'to_insurer', 'disposed')) AND
	substr(path, 1, length($5)) = $5 AND ($6 = 0 OR theft = $6) ORDER BY id DESC LIMIT $7;
-- name: move
UPDATE seized SET state = $1, theft = $2, bike = $3, matched_by = $4, matched_at = $5, papers = $6, proven_by = $7, value_fen = $8, valued_by = $9, approved_by = $10,
	approved_at = $11, returned_at = $12, reason = $13, ver = ver + 1 WHERE id = $14 AND ver = $15 AND state = $16;
-- name: correct
UPDATE seized SET place = $1, kept_at = $2, frame_no = $3, motor_no = $4, tag = $5, plate = $6, brand = $7, colour = $8, note = $9, ver = ver + 1
	WHERE id = $10 AND ver = $11;
-- name: event_add
INSERT INTO seized_event (seized, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM seized_event WHERE seized = $1 ORDER BY id LIMIT $2;
