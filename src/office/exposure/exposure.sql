-- name: add
INSERT INTO exposure (owner, period, n, state, unit_id, path, proposed_at) VALUES ($1, $2, $3, 'proposed', $4, $5, $6) RETURNING id;
-- name: by_id
SELECT id, owner, period, n, state, unit_id, path, proposed_at, coalesce(notice_at, 0), coalesce(object_until, 0), coalesce(first_by, 0), coalesce(first_at, 0),
	coalesce(second_by, 0), coalesce(second_at, 0), coalesce(published_by, 0), coalesce(published_at, 0), coalesce(until_day, 0), mask_name, mask_plate,
	coalesce(withdrawn_by, 0), coalesce(withdrawn_at, 0), reason, ver FROM exposure WHERE id = $1;
-- name: find
SELECT id, owner, period, n, state, unit_id, path, proposed_at, coalesce(notice_at, 0), coalesce(object_until, 0), coalesce(first_by, 0), coalesce(first_at, 0),
	coalesce(second_by, 0), coalesce(second_at, 0), coalesce(published_by, 0), coalesce(published_at, 0), coalesce(until_day, 0), mask_name, mask_plate,
	coalesce(withdrawn_by, 0), coalesce(withdrawn_at, 0), reason, ver FROM exposure WHERE owner = $1 AND period = $2;
-- name: list
SELECT id, owner, period, n, state, unit_id, path, proposed_at, coalesce(notice_at, 0), coalesce(object_until, 0), coalesce(first_by, 0), coalesce(first_at, 0),
	coalesce(second_by, 0), coalesce(second_at, 0), coalesce(published_by, 0), coalesce(published_at, 0), coalesce(until_day, 0), mask_name, mask_plate,
	coalesce(withdrawn_by, 0), coalesce(withdrawn_at, 0), reason, ver FROM exposure
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 AND ($3 = 0 OR owner = $3) AND
	($4 = '' OR instr($4, ',' || state || ',') > 0) ORDER BY id DESC LIMIT $5;
-- name: public
SELECT id, period, n, published_at, until_day, mask_name, mask_plate FROM exposure WHERE state = 'published' AND until_day >= $1 ORDER BY published_at DESC, id DESC LIMIT $2;
-- name: over
SELECT id, owner, period, n, state, unit_id, path, proposed_at, coalesce(notice_at, 0), coalesce(object_until, 0), coalesce(first_by, 0), coalesce(first_at, 0),
	coalesce(second_by, 0), coalesce(second_at, 0), coalesce(published_by, 0), coalesce(published_at, 0), coalesce(until_day, 0), mask_name, mask_plate,
	coalesce(withdrawn_by, 0), coalesce(withdrawn_at, 0), reason, ver FROM exposure WHERE state = 'published' AND until_day < $1 ORDER BY id LIMIT $2;
-- name: move
UPDATE exposure SET state = $1, notice_at = $2, object_until = $3, first_by = $4, first_at = $5, second_by = $6, second_at = $7, published_by = $8, published_at = $9,
	until_day = $10, mask_name = $11, mask_plate = $12, withdrawn_by = $13, withdrawn_at = $14, reason = $15, ver = ver + 1 WHERE id = $16 AND ver = $17 AND state = $18;
-- name: count
UPDATE exposure SET n = $1, mask_plate = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: event_add
INSERT INTO exposure_event (exposure, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM exposure_event WHERE exposure = $1 ORDER BY id LIMIT $2;
-- name: merged_events
INSERT INTO exposure_event (exposure, at, event, actor, from_state, to_state, note) SELECT id, $1, 'merged', $2, state, state, '' FROM exposure
	WHERE owner = $3 AND NOT EXISTS (SELECT 1 FROM exposure o WHERE o.owner = $4 AND o.period = exposure.period);
-- name: merged
UPDATE exposure SET owner = $1, ver = ver + 1 WHERE owner = $2 AND NOT EXISTS (SELECT 1 FROM exposure o WHERE o.owner = $1 AND o.period = exposure.period);
-- name: put
UPDATE exposure SET owner = $1, period = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
