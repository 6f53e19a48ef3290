-- name: party_add
INSERT INTO accident_party (ref, accident, role, plate, vehicle, p_name, p_phone, p_id_no, p_card, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;
-- name: party_count
SELECT count(*) FROM accident_party WHERE accident = $1;
-- name: party_get
SELECT p.id, p.accident, p.role, p.plate, p.vehicle, p.ref, p.p_name, p.p_phone, p.p_id_no, p.p_card, p.actor FROM accident_party p WHERE p.accident = $1 AND p.id = $2;
-- name: party_list
SELECT p.id, p.accident, p.role, p.plate, p.vehicle, p.ref, p.p_name, p.p_phone, p.p_id_no, p.p_card, p.actor FROM accident_party p WHERE p.accident = $1 ORDER BY p.id;
-- name: party_card
UPDATE accident_party SET p_card = $1, at = $2, actor = $3 WHERE id = $4;
-- name: item_add
INSERT INTO accident_item (accident, party, kind, what, claimed_fen, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;
-- name: item_count
SELECT count(*) FROM accident_item WHERE accident = $1;
-- name: item_claimed
SELECT claimed_fen FROM accident_item WHERE accident = $1 AND id = $2;
-- name: item_assess
UPDATE accident_item SET assessed_fen = $1 WHERE accident = $2 AND id = $3;
-- name: item_list
SELECT id, accident, party, kind, what, claimed_fen, assessed_fen FROM accident_item WHERE accident = $1 ORDER BY id;
-- name: assess_add
INSERT INTO accident_assess (accident, round, surveyor, loss_fen, amount_fen, at) VALUES ($1, $2, $3, $4, $5, $6);
-- name: assess_by
SELECT count(*) FROM accident_assess WHERE accident = $1 AND surveyor = $2;
-- name: assess_list
SELECT round, surveyor, loss_fen, amount_fen, at FROM accident_assess WHERE accident = $1 ORDER BY round;
-- name: photo_add
INSERT INTO accident_photo (accident, kind, photo, at, actor) VALUES ($1, $2, $3, $4, $5);
-- name: photo_count
SELECT count(*) FROM accident_photo WHERE accident = $1;
-- name: photo_get
SELECT id, kind, photo, at, actor FROM accident_photo WHERE accident = $1 AND id = $2;
-- name: photo_drop
DELETE FROM accident_photo WHERE id = $1;
-- name: photo_list
SELECT id, kind, photo, at, actor FROM accident_photo WHERE accident = $1 ORDER BY id;
-- name: payment_add
INSERT INTO accident_payment (accident, party, no, fen, state, at) VALUES ($1, $2, $3, $4, 'made', $5);
-- name: payment_move
UPDATE accident_payment SET state = $1, bank_ref = $2, at = $3 WHERE accident = $4 AND state = $5;
-- name: payment_put
UPDATE accident_payment SET state = $1, bank_ref = $2, at = $3 WHERE id = $4 AND state = $5;
-- name: payment_by_no
SELECT id, accident, party, no, fen, state, bank_ref FROM accident_payment WHERE no = $1;
-- name: payment_list
SELECT id, accident, party, no, fen, state, bank_ref FROM accident_payment WHERE accident = $1 ORDER BY id;
-- name: payment_released
SELECT y.id, y.accident, y.party, y.no, y.fen, y.state, y.bank_ref FROM accident_payment y JOIN accident a ON a.id = y.accident
	WHERE y.state = 'released' AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $2 ELSE a.unit END AND $1 <> '' AND u.path LIKE $1 || '%') ORDER BY y.id LIMIT $3;
-- name: seal_name
SELECT id, ref, p_name FROM accident_party WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_name_put
UPDATE accident_party SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: seal_name_count
SELECT substr(p_name, 1, 13), count(*) FROM accident_party WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM accident_party WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_phone_put
UPDATE accident_party SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: seal_phone_count
SELECT substr(p_phone, 1, 13), count(*) FROM accident_party WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: seal_id_no
SELECT id, ref, p_id_no FROM accident_party WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_id_no_put
UPDATE accident_party SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: seal_id_no_count
SELECT substr(p_id_no, 1, 13), count(*) FROM accident_party WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: seal_card
SELECT id, ref, p_card FROM accident_party WHERE id > $1 AND p_card <> '' AND substr(p_card, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_card_put
UPDATE accident_party SET p_card = $1 WHERE id = $2 AND p_card = $3;
-- name: seal_card_count
SELECT substr(p_card, 1, 13), count(*) FROM accident_party WHERE p_card <> '' GROUP BY substr(p_card, 1, 13);
