-- name: by_id
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.id = $1;
-- name: by_key
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.sale_key = $1;
-- name: by_way_ref
SELECT receipt FROM plan WHERE way = $1 AND way_ref = $2 AND way <> 'cash' AND state <> 'cancelled';
-- name: last_end
SELECT coalesce(max(ends_at), 0) FROM plan WHERE bike = $1 AND product = $2 AND state = 'live';
-- name: number_next
INSERT INTO plan_number (site, day, last) VALUES ($1, $2, 1) ON CONFLICT (site, day) DO UPDATE SET last = plan_number.last + 1 RETURNING last;
-- name: add
INSERT INTO plan (receipt, sale_key, product_id, product, bike, plate, owner, site, unit, price_fen, years, starts_at, ends_at, way, way_ref, state, sold_by,
	sold_day, sold_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'live', $16, $17, $18) RETURNING id;
-- name: event
INSERT INTO plan_event (plan, at, event, was, state, actor, fen, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: step
UPDATE plan SET state = $1, owner = $2, ended_at = $3, refund_fen = $4, refund_way = $5, ver = ver + 1 WHERE id = $6 AND state = $7 AND ver = $8;
-- name: behind
SELECT count(*) FROM plan WHERE bike = $1 AND product = $2 AND state = 'live' AND starts_at >= $3;
-- name: of_bike
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.bike = $1 ORDER BY p.id DESC LIMIT 100;
-- name: of_owner
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.owner = $1 ORDER BY p.id DESC LIMIT 100;
-- name: of_day
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.site = $1 AND p.sold_day = $2 AND p.id > $3 ORDER BY p.id LIMIT $4;
-- name: live_of
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.bike = $1 AND p.state = 'live' ORDER BY p.starts_at, p.id;
-- name: owner_merged
UPDATE plan SET owner = $1, ver = ver + 1 WHERE owner = $2;
-- name: cover
SELECT p.id, p.product, p.starts_at, CASE WHEN p.ended_at IS NOT NULL AND p.ended_at < p.ends_at THEN p.ended_at ELSE p.ends_at END,
	coalesce((SELECT e.owner FROM plan_event e WHERE e.plan = p.id AND e.at <= $3 ORDER BY e.id DESC LIMIT 1), p.owner), p.price_fen, p.state FROM plan p
	WHERE p.bike = $1 AND p.product = $2 AND p.state <> 'cancelled' AND p.starts_at <= $3 AND p.ends_at > $3 AND (p.ended_at IS NULL OR p.ended_at > $3)
	ORDER BY p.id DESC LIMIT 1;
-- name: over
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.state = 'live' AND p.ends_at <= $1 ORDER BY p.ends_at, p.id LIMIT $2;
-- name: to_remind
SELECT p.id, p.receipt, p.sale_key, p.product_id, p.product, p.bike, p.plate, p.owner, p.site, p.unit, p.price_fen, p.years, p.starts_at, p.ends_at,
	p.way, p.way_ref, p.state, p.sold_by, p.sold_day, p.sold_at, coalesce(p.ended_at, 0), p.refund_fen, p.refund_way, p.ver,
	(SELECT x.refund FROM plan_product x WHERE x.id = p.product_id)
	FROM plan p WHERE p.state = 'live' AND p.ends_at > $1 AND p.ends_at <= $2
	AND NOT EXISTS (SELECT 1 FROM plan_remind r WHERE r.plan = p.id AND r.days = $3)
	AND NOT EXISTS (SELECT 1 FROM plan q WHERE q.bike = p.bike AND q.product = p.product AND q.state = 'live' AND q.starts_at >= p.ends_at)
	ORDER BY p.ends_at, p.id LIMIT $4;
-- name: reminded
INSERT INTO plan_remind (plan, days, at) VALUES ($1, $2, $3);
