-- name: at
SELECT id, product, from_day, price_fen, years, refund, basis, state, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM plan_product
	WHERE product = $1 AND state = 'released' AND from_day <= $2 ORDER BY from_day DESC LIMIT 1;
-- name: by_id
SELECT id, product, from_day, price_fen, years, refund, basis, state, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM plan_product
	WHERE id = $1;
-- name: all
SELECT id, product, from_day, price_fen, years, refund, basis, state, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM plan_product
	ORDER BY from_day DESC, id DESC LIMIT 200;
-- name: ask
INSERT INTO plan_product (product, from_day, price_fen, years, refund, basis, state, asked_by, asked_at)
	VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7, $8) RETURNING id;
-- name: decide
UPDATE plan_product SET state = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND state = 'asked';
