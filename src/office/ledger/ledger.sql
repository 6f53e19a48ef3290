-- name: line
INSERT INTO ledger_line (entry, n, account, fen, unit, site, day) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: post
INSERT INTO ledger (id, key, kind, ref, day, at, actor, lines) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: by_key
SELECT id, kind, ref, lines FROM ledger WHERE key = $1;
-- name: lines_of
SELECT n, account, fen, unit, site FROM ledger_line WHERE entry = $1 ORDER BY n;
-- name: balance
SELECT coalesce(sum(l.fen), 0) FROM ledger_line l JOIN ledger e ON e.id = l.entry WHERE l.account = $1;
-- name: balance_day
SELECT coalesce(sum(l.fen), 0) FROM ledger_line l JOIN ledger e ON e.id = l.entry WHERE l.account = $1 AND l.day = $2;
-- name: sum
SELECT coalesce(sum(fen), 0) FROM ledger_line;
-- name: of
SELECT e.id, e.key, e.kind, e.ref, e.day, e.at, e.actor, l.n, l.account, l.fen, l.unit, l.site FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.kind = $1 AND e.ref = $2 ORDER BY e.id, l.n;
-- name: lines
SELECT e.id, e.key, e.kind, e.ref, e.day, e.at, e.actor, l.n, l.account, l.fen, l.unit, l.site FROM ledger_line l JOIN ledger e ON e.id = l.entry
	WHERE l.account = $1 AND l.day >= $2 AND l.day <= $3 ORDER BY e.id, l.n;
