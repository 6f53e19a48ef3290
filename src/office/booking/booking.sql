-- name: slot_open
INSERT INTO booking_slot (site, day, slot, quota) VALUES ($1, $2, $3, $4)
	ON CONFLICT (site, day, slot) DO UPDATE SET
	quota = CASE WHEN excluded.quota > booking_slot.taken THEN excluded.quota ELSE booking_slot.taken END;
-- name: slot_take
UPDATE booking_slot SET taken = taken + 1 WHERE site = $1 AND day = $2 AND slot = $3 AND taken < quota;
-- name: slot_give
UPDATE booking_slot SET taken = taken - 1 WHERE site = $1 AND day = $2 AND slot = $3 AND taken > 0;
-- name: slots
SELECT slot, quota, taken FROM booking_slot WHERE site = $1 AND day = $2 ORDER BY slot;
-- name: ahead
SELECT day, slot, count(*) FROM booking WHERE site = $1 AND (day > $2 OR (day = $2 AND slot > $3)) AND slot >= 0 AND state = 'booked'
	GROUP BY day, slot ORDER BY day, slot;
-- name: on_day
SELECT day, slot, count(*) FROM booking WHERE site = $1 AND day = $2 AND slot > $3 AND slot >= 0 AND state = 'booked' GROUP BY day, slot ORDER BY day, slot;
-- name: queue_next
INSERT INTO booking_queue (site, day, last) VALUES ($1, $2, 1) ON CONFLICT (site, day) DO UPDATE SET last = booking_queue.last + 1 RETURNING last;
-- name: add
INSERT INTO booking (number, site, day, slot, state, purpose, walk_in, owner, ref, p_name, p_phone, x_phone, queue_no, created_at, checked_in_at, bike)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id;
-- name: open_of_phone
SELECT count(*) FROM booking WHERE x_phone = $1 AND state = 'booked';
-- name: by_id
SELECT id, number, site, day, slot, state, purpose, coalesce(owner, 0), coalesce(bike, 0), ref, p_name, p_phone, coalesce(queue_no, 0), coalesce(wicket, 0), created_at,
	coalesce(checked_in_at, 0), coalesce(called_at, 0), coalesce(ended_at, 0), ver FROM booking WHERE id = $1;
-- name: by_id_of
SELECT id, number, site, day, slot, state, purpose, coalesce(owner, 0), coalesce(bike, 0), ref, p_name, p_phone, coalesce(queue_no, 0), coalesce(wicket, 0), created_at,
	coalesce(checked_in_at, 0), coalesce(called_at, 0), coalesce(ended_at, 0), ver FROM booking WHERE id = $1 AND owner = $2;
-- name: by_number
SELECT id, number, site, day, slot, state, purpose, coalesce(owner, 0), coalesce(bike, 0), ref, p_name, p_phone, coalesce(queue_no, 0), coalesce(wicket, 0), created_at,
	coalesce(checked_in_at, 0), coalesce(called_at, 0), coalesce(ended_at, 0), ver FROM booking WHERE number = $1;
-- name: list
SELECT id, number, site, day, slot, state, purpose, coalesce(owner, 0), coalesce(bike, 0), ref, p_name, p_phone, coalesce(queue_no, 0), coalesce(wicket, 0), created_at,
	coalesce(checked_in_at, 0), coalesce(called_at, 0), coalesce(ended_at, 0), ver FROM booking WHERE site = $1 AND day = $2 AND id > $3 ORDER BY id LIMIT $4;
-- name: owner_merged
UPDATE booking SET owner = $1, ver = ver + 1 WHERE owner = $2;
-- name: of_owner
SELECT id, number, site, day, slot, state, purpose, coalesce(owner, 0), coalesce(bike, 0), ref, p_name, p_phone, coalesce(queue_no, 0), coalesce(wicket, 0), created_at,
	coalesce(checked_in_at, 0), coalesce(called_at, 0), coalesce(ended_at, 0), ver FROM booking WHERE owner = $1 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3;
-- name: transfer_filed
SELECT coalesce(min(created_at), 0) FROM booking WHERE bike = $1 AND purpose = 'transfer' AND state = 'done' AND ended_at = $2;
-- name: move
UPDATE booking SET site = $1, day = $2, slot = $3, ver = ver + 1 WHERE id = $4 AND state = 'booked' AND ver = $5;
-- name: step
UPDATE booking SET state = $1, queue_no = coalesce(queue_no, $2), checked_in_at = coalesce(checked_in_at, $3), ended_at = $4,
	wicket = CASE WHEN $1 = 'checked_in' THEN NULL ELSE wicket END, ver = ver + 1 WHERE id = $5 AND state = $6 AND ver = $7;
-- name: call
UPDATE booking SET state = 'serving', wicket = $1, called_at = $2, ver = ver + 1 WHERE state = 'checked_in' AND id = (SELECT id FROM booking
	WHERE site = $3 AND day = $4 AND state = 'checked_in' ORDER BY CASE WHEN slot >= 0 AND slot <= $5 THEN 0 ELSE 1 END, checked_in_at, queue_no LIMIT 1)
	RETURNING id;
-- pg:
UPDATE booking SET state = 'serving', wicket = $1, called_at = $2, ver = ver + 1 WHERE state = 'checked_in' AND id = (SELECT id FROM booking
	WHERE site = $3 AND day = $4 AND state = 'checked_in' ORDER BY CASE WHEN slot >= 0 AND slot <= $5 THEN 0 ELSE 1 END, checked_in_at, queue_no LIMIT 1
	FOR UPDATE SKIP LOCKED) RETURNING id;
-- name: serving
SELECT id FROM booking WHERE site = $1 AND day = $2 AND state = 'serving' ORDER BY called_at DESC, id DESC LIMIT 1;
-- name: no_shows
UPDATE booking SET state = 'no_show', ended_at = $1, ver = ver + 1 WHERE state = 'booked' AND (day < $2 OR (day = $2 AND slot < $3));
-- name: display
SELECT queue_no, wicket, called_at FROM booking WHERE site = $1 AND day = $2 AND state = 'serving' ORDER BY called_at DESC, queue_no LIMIT 16;
-- name: waiting
SELECT count(*) FROM booking WHERE site = $1 AND day = $2 AND state = 'checked_in';
-- name: wait
SELECT count(*), coalesce(sum(called_at - checked_in_at), 0) FROM booking WHERE site = $1 AND day = $2 AND called_at IS NOT NULL AND checked_in_at IS NOT NULL;
-- name: seal_name
SELECT id, ref, p_name FROM booking WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE booking SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM booking WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM booking WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE booking SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM booking WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: index_phone
SELECT id, ref, p_phone, x_phone FROM booking WHERE id > $1 AND p_phone <> '' ORDER BY id LIMIT $2;
-- name: reindex_phone
UPDATE booking SET x_phone = $1 WHERE id = $2 AND p_phone = $3;
