-- name: get
SELECT state, cash_fen, wechat_fen, alipay_fen, card_fen, cash_books, wechat_books, alipay_books, card_books, note, counted_by, counted_at, coalesce(closed_by, 0),
	coalesce(closed_at, 0), ver FROM till WHERE site = $1 AND day = $2;
-- name: first
INSERT INTO till (site, day, state, cash_fen, wechat_fen, alipay_fen, card_fen, cash_books, wechat_books, alipay_books, card_books, note, counted_by, counted_at)
	VALUES ($1, $2, 'counted', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
-- name: again
UPDATE till SET cash_fen = $1, wechat_fen = $2, alipay_fen = $3, card_fen = $4, cash_books = $5, wechat_books = $6, alipay_books = $7, card_books = $8, note = $9,
	counted_by = $10, counted_at = $11, ver = ver + 1 WHERE site = $12 AND day = $13 AND state = 'counted' AND ver = $14;
-- name: close
UPDATE till SET state = 'closed', closed_by = $1, closed_at = $2, ver = ver + 1 WHERE site = $3 AND day = $4 AND state = 'counted' AND ver = $5;
-- the accounts of each point by their index: the books hold many more lines than a month of tills
-- name: days
SELECT x.site, x.day FROM (SELECT site, day FROM till WHERE day >= $1 AND day <= $2 UNION SELECT s.id, l.day FROM site s CROSS JOIN (SELECT 'cash.' AS way
	UNION ALL SELECT 'wechat.' UNION ALL SELECT 'alipay.' UNION ALL SELECT 'card.') w CROSS JOIN ledger_line l WHERE l.account = w.way || s.id AND l.day >= $1 AND l.day <= $2) x
	WHERE x.day < $4 OR (x.day = $4 AND x.site > $5) ORDER BY x.day DESC, x.site LIMIT $3;
