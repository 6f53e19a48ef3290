-- name: number
INSERT INTO seized_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = seized_number.n + 1 RETURNING n;
-- name: day_add
INSERT INTO return_day (number, unit_id, path, day, place, state, note, created_by, created_at) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8) RETURNING id;
-- name: day_by_id
SELECT id, number, unit_id, path, day, place, state, note, created_at, coalesce(closed_at, 0), ver FROM return_day WHERE id = $1;
-- name: day_list
SELECT id, number, unit_id, path, day, place, state, note, created_at, coalesce(closed_at, 0), ver FROM return_day
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 ORDER BY id DESC LIMIT $3;
-- name: day_close
UPDATE return_day SET state = 'closed', closed_at = $1, ver = ver + 1 WHERE id = $2 AND state = 'open' AND
	NOT EXISTS (SELECT 1 FROM return_item i WHERE i.return_day = return_day.id AND i.state IN ('listed', 'checked_in'));
-- name: day_counts
SELECT coalesce(sum(CASE WHEN state = 'dropped' THEN 0 ELSE 1 END), 0), coalesce(sum(CASE WHEN state = 'checked_in' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state = 'returned' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN call = 'reached' AND state <> 'dropped' THEN 1 ELSE 0 END), 0) FROM return_item WHERE return_day = $1;
-- name: item_add
INSERT INTO return_item (ref, return_day, seized, unit_id, state, created_at) VALUES ($1, $2, $3, $4, 'listed', $5) RETURNING id;
-- name: item_by_id
SELECT id, return_day, seized, unit_id, state, call, coalesce(called_at, 0), coalesce(appointment, 0), coalesce(checked_at, 0), receiver, ref, p_name, p_id_no, letter,
	voucher, person, signed, coalesce(returned_at, 0), coalesce(returned_by, 0), ver FROM return_item WHERE id = $1;
-- name: items
SELECT id, return_day, seized, unit_id, state, call, coalesce(called_at, 0), coalesce(appointment, 0), coalesce(checked_at, 0), receiver, ref, p_name, p_id_no, letter,
	voucher, person, signed, coalesce(returned_at, 0), coalesce(returned_by, 0), ver FROM return_item WHERE return_day = $1 ORDER BY id LIMIT $2;
-- name: day_of_seized
SELECT coalesce(max(return_day), 0) FROM return_item WHERE seized = $1 AND state IN ('listed', 'checked_in', 'returned');
-- name: item_ref
SELECT ref FROM return_item WHERE id = $1;
-- name: item_put
UPDATE return_item SET state = $1, call = $2, called_at = $3, called_by = CASE WHEN called_at = $3 THEN called_by ELSE $4 END, appointment = $5, checked_at = $6, receiver = $7, p_name = $8, p_id_no = $9,
	letter = $10, voucher = $11, person = $12, signed = $13, returned_at = $14, returned_by = $15, ver = ver + 1 WHERE id = $16 AND ver = $17;
-- name: seal_name
SELECT id, ref, p_name FROM return_item WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE return_item SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM return_item WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_id_no
SELECT id, ref, p_id_no FROM return_item WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_id_no
UPDATE return_item SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM return_item WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: item_photo_old
UPDATE return_item SET voucher = CASE WHEN $2 = 1 THEN voucher ELSE '' END, person = CASE WHEN $2 = 1 THEN '' ELSE person END, ver = ver + 1 WHERE id = $1;
