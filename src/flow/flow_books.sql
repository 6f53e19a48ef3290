-- The books across rooms; reads only. $1 area, $2 0: no more than it, 1: and what has no unit, 2: and what is neither an insurer's nor an operator's.
-- name: balance
SELECT l.account, sum(CASE WHEN l.day < $3 THEN l.fen ELSE 0 END), sum(CASE WHEN l.day >= $3 AND l.fen > 0 THEN l.fen ELSE 0 END),
	sum(CASE WHEN l.day >= $3 AND l.fen < 0 THEN -l.fen ELSE 0 END), sum(CASE WHEN l.day >= $3 THEN 1 ELSE 0 END), max(l.site)
	FROM ledger_line l WHERE l.day <= $4
	AND (l.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 > 0 AND l.unit = 0)
	OR ($2 = 2 AND l.unit IN (SELECT id FROM unit WHERE kind NOT IN ('insurer', 'operator')))) GROUP BY l.account ORDER BY l.account;
-- name: site_name
SELECT name FROM site WHERE id = $1;
-- name: entry_day
SELECT day FROM ledger WHERE id = $1;
-- what an account had before a place: $3 account, $4 the day, entry and line of the last one that counts
-- name: until
SELECT coalesce(sum(l.fen), 0) FROM ledger_line l WHERE l.account = $3 AND (l.day, l.entry, l.n) <= ($4, $5, $6)
	AND (l.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 > 0 AND l.unit = 0)
	OR ($2 = 2 AND l.unit IN (SELECT id FROM unit WHERE kind NOT IN ('insurer', 'operator'))));
-- name: lines
SELECT e.id, e.key, e.kind, e.ref, e.day, e.at, e.actor, l.n, l.account, l.fen, l.unit, l.site,
	coalesce(CASE e.kind WHEN 'plan' THEN (SELECT p.receipt FROM plan p WHERE p.id = e.ref) WHEN 'claim' THEN (SELECT c.number FROM claim c WHERE c.id = e.ref)
	WHEN 'accident' THEN (SELECT a.number FROM accident a WHERE a.id = e.ref) WHEN 'spot' THEN (SELECT d.number FROM spot_decision d WHERE d.id = e.ref) END, ''),
	coalesce((SELECT a.display FROM account a WHERE a.id = e.actor), ''), coalesce((SELECT s.name FROM site s WHERE s.id = l.site), '')
	FROM ledger_line l JOIN ledger e ON e.id = l.entry
	WHERE l.account = $3 AND l.day >= $4 AND l.day <= $5 AND (l.day, l.entry, l.n) > ($6, $7, $8)
	AND (l.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 > 0 AND l.unit = 0)
	OR ($2 = 2 AND l.unit IN (SELECT id FROM unit WHERE kind NOT IN ('insurer', 'operator')))) ORDER BY l.day, l.entry, l.n LIMIT $9;
-- name: journal
SELECT e.id, e.key, e.kind, e.ref, e.day, e.at, e.actor, l.n, l.account, l.fen, l.unit, l.site,
	coalesce(CASE e.kind WHEN 'plan' THEN (SELECT p.receipt FROM plan p WHERE p.id = e.ref) WHEN 'claim' THEN (SELECT c.number FROM claim c WHERE c.id = e.ref)
	WHEN 'accident' THEN (SELECT a.number FROM accident a WHERE a.id = e.ref) WHEN 'spot' THEN (SELECT d.number FROM spot_decision d WHERE d.id = e.ref) END, ''),
	coalesce((SELECT a.display FROM account a WHERE a.id = e.actor), ''), coalesce((SELECT s.name FROM site s WHERE s.id = l.site), '')
	FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.id >= $5 AND (l.entry, l.n) > ($5, $6) AND e.day >= $3 AND e.day <= $4
	AND (l.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 > 0 AND l.unit = 0)
	OR ($2 = 2 AND l.unit IN (SELECT id FROM unit WHERE kind NOT IN ('insurer', 'operator')))) ORDER BY l.entry, l.n LIMIT $7;
-- name: of
SELECT e.id, e.key, e.kind, e.ref, e.day, e.at, e.actor, l.n, l.account, l.fen, l.unit, l.site,
	coalesce(CASE e.kind WHEN 'plan' THEN (SELECT p.receipt FROM plan p WHERE p.id = e.ref) WHEN 'claim' THEN (SELECT c.number FROM claim c WHERE c.id = e.ref)
	WHEN 'accident' THEN (SELECT a.number FROM accident a WHERE a.id = e.ref) WHEN 'spot' THEN (SELECT d.number FROM spot_decision d WHERE d.id = e.ref) END, ''),
	coalesce((SELECT a.display FROM account a WHERE a.id = e.actor), ''), coalesce((SELECT s.name FROM site s WHERE s.id = l.site), '')
	FROM ledger e JOIN ledger_line l ON l.entry = e.id WHERE e.kind = $3 AND e.ref = $4
	AND (l.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 > 0 AND l.unit = 0)
	OR ($2 = 2 AND l.unit IN (SELECT id FROM unit WHERE kind NOT IN ('insurer', 'operator')))) ORDER BY l.entry, l.n LIMIT $5;
-- records that a number names
-- name: find
SELECT 'plan', id FROM plan WHERE receipt = $1 OR (way_ref = $1 AND way_ref <> '')
	UNION SELECT 'claim', id FROM claim WHERE number = $1
	UNION SELECT 'claim', claim FROM claim_payment WHERE no = $1 OR (bank_ref = $1 AND bank_ref <> '')
	UNION SELECT 'claim', claim FROM claim_payment WHERE batch IN (SELECT b.id FROM claim_batch b WHERE b.number = $1)
	UNION SELECT 'accident', id FROM accident WHERE number = $1
	UNION SELECT 'accident', accident FROM accident_payment WHERE no = $1 OR (bank_ref = $1 AND bank_ref <> '')
	UNION SELECT 'spot', id FROM spot_decision WHERE number = $1 OR (paid_at IS NOT NULL AND $1 <> '' AND (receipt = $1 OR way_ref = $1))
	UNION SELECT kind, ref FROM ledger WHERE key = $1 ORDER BY 1, 2 LIMIT 100;
