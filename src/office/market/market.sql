-- name: now_of
SELECT o.id, o.bike, o.ownership, o.price_fen, o.shape, o.state, o.made_at, o.until_at, coalesce(o.ended_at, 0),
	(SELECT count(*) FROM offer_ask k WHERE k.offer = o.id), o.ver FROM offer o WHERE o.bike = $1 AND o.ended_at IS NULL;
-- name: by_id
SELECT o.id, o.bike, o.ownership, o.price_fen, o.shape, o.state, o.made_at, o.until_at, coalesce(o.ended_at, 0),
	(SELECT count(*) FROM offer_ask k WHERE k.offer = o.id), o.ver FROM offer o WHERE o.id = $1;
-- name: list
SELECT o.id, o.bike, o.ownership, o.price_fen, o.shape, o.state, o.made_at, o.until_at, coalesce(o.ended_at, 0), 0, o.ver FROM offer o
	WHERE o.state = 'open' AND o.until_at > $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3;
-- name: add
INSERT INTO offer (bike, ownership, price_fen, shape, state, made_at, until_at) VALUES ($1, $2, $3, $4, 'open', $5, $6) RETURNING id;
-- name: change
UPDATE offer SET price_fen = $1, shape = $2, until_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'open';
-- name: end
UPDATE offer SET state = 'ended', ended_at = $1, end_why = $2, ver = ver + 1 WHERE id = $3 AND ended_at IS NULL;
-- name: hold
UPDATE offer SET state = 'held', ver = ver + 1 WHERE bike = $1 AND state = 'open';
-- name: back
UPDATE offer SET state = 'open', ver = ver + 1 WHERE id = $1 AND state = 'held';
-- name: lapsed
SELECT id FROM offer WHERE ended_at IS NULL AND state = 'open' AND until_at <= $1 ORDER BY until_at LIMIT $2;
-- name: ask
INSERT INTO offer_ask (offer, owner, at) VALUES ($1, $2, $3) ON CONFLICT (offer, owner) DO NOTHING;
-- name: asks_since
SELECT count(*) FROM offer_ask WHERE owner = $1 AND at >= $2;
-- name: asked
SELECT count(*) FROM offer_ask WHERE offer = $1 AND owner = $2;
