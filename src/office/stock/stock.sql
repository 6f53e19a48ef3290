-- name: offer
INSERT INTO stock_transfer (what, sort, from_site, from_holder, to_site, to_holder, n, state, note, offered_by, offered_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, 'offered', $8, $9, $10) RETURNING id;
-- name: transfer
SELECT id, what, sort, from_site, from_holder, to_site, to_holder, n, state, note, offered_by, offered_at, coalesce(closed_by, 0), coalesce(closed_at, 0), ver
	FROM stock_transfer WHERE id = $1;
-- name: transfers
SELECT id, what, sort, from_site, from_holder, to_site, to_holder, n, state, note, offered_by, offered_at, coalesce(closed_by, 0), coalesce(closed_at, 0), ver
	FROM stock_transfer WHERE id < $1 AND ($2 = 0 OR from_site = $2 OR to_site = $2) AND ($3 = 0 OR state = 'offered') ORDER BY id DESC LIMIT $4;
-- name: close
UPDATE stock_transfer SET state = $1, closed_by = $2, closed_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'offered' AND ver = $5;
-- name: count_put
INSERT INTO stock_count (day, what, site, holder, computed, counted, explanation, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (day, what, site, holder) DO NOTHING;
-- name: counts
SELECT id, day, what, site, holder, computed, counted, explanation, actor, at FROM stock_count
	WHERE id < $1 AND ($2 = 0 OR site = $2) ORDER BY id DESC LIMIT $3;
