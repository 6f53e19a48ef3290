-- The proof of the books across rooms; reads only. Each: how many are wrong, and one of them.
-- name: size
SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM ledger_line), (SELECT count(*) FROM plan), (SELECT count(*) FROM till WHERE state = 'closed'),
	(SELECT count(*) FROM spot_decision WHERE paid_at IS NOT NULL);
-- name: bad_sum
SELECT CASE WHEN coalesce(sum(fen), 0) <> 0 THEN 1 ELSE 0 END, coalesce(sum(fen), 0) || ' fen' FROM ledger_line;
-- name: bad_posting
SELECT count(*), min(key) FROM (SELECT e.key FROM ledger e LEFT JOIN ledger_line l ON l.entry = e.id GROUP BY e.id, e.key, e.lines
	HAVING coalesce(sum(l.fen), 1) <> 0 OR count(l.entry) <> e.lines) x;
-- name: bad_lines
SELECT count(*), 'entry ' || min(l.entry) FROM ledger_line l WHERE NOT EXISTS (SELECT 1 FROM ledger e WHERE e.id = l.entry);
-- name: bad_sale
SELECT count(*), min(p.receipt) FROM plan p WHERE NOT EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'plan.sale.' || p.id AND l.account = p.way || '.' || p.site AND l.fen = p.price_fen);
-- name: bad_cancel
SELECT count(*), min(p.receipt) FROM plan p WHERE (p.state = 'cancelled') <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'plan.cancel.' || p.id AND l.account = p.way || '.' || p.site AND l.fen = -p.price_fen);
-- name: bad_refund
SELECT count(*), min(p.receipt) FROM plan p WHERE (p.state IN ('refund_due', 'refunded')) <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'plan.refund.' || p.id AND l.account = 'payable.plan' AND l.fen = -p.refund_fen);
-- name: bad_repay
SELECT count(*), min(p.receipt) FROM plan p WHERE (p.state = 'refunded') <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'plan.repay.' || p.id AND l.account = 'payable.plan' AND l.fen = p.refund_fen);
-- name: bad_claim
SELECT count(*), min(c.number) FROM claim c WHERE (c.paid_at IS NOT NULL) <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.kind = 'claim' AND e.ref = c.id AND e.key LIKE 'claim.pay.%' AND l.account = 'bank.operator' AND l.fen = -c.amount_fen);
-- name: bad_accident
SELECT count(*), min(a.number) FROM accident a WHERE (a.paid_at IS NOT NULL AND a.amount_fen > 0) <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.kind = 'accident' AND e.ref = a.id AND e.key LIKE 'liability.pay.%' AND l.account = 'bank.insurer' AND l.fen = -a.amount_fen);
-- name: bad_fine
SELECT count(*), min(d.number) FROM spot_decision d WHERE (d.paid_at IS NOT NULL) <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'spot.pay.' || d.id AND l.account = CASE d.way WHEN 'bank' THEN 'bank.treasury' ELSE d.way || '.' || d.site END AND l.fen = d.fine_fen + d.surcharge_fen)
	OR (d.state = 'paid' AND d.paid_at IS NULL) OR (d.state IN ('stopped', 'warned', 'fined', 'overdue') AND d.paid_at IS NOT NULL)
	OR coalesce((SELECT sum(l.fen) FROM ledger e JOIN ledger_line l ON l.entry = e.id WHERE e.key = 'spot.pay.' || d.id AND l.account = 'income.fine'), 0)
		<> CASE WHEN d.paid_at IS NULL THEN 0 ELSE -d.fine_fen END;
-- name: bad_fine_back
SELECT count(*), min(d.number) FROM spot_decision d WHERE (d.state = 'cancelled' AND d.paid_at IS NOT NULL) <> EXISTS (SELECT 1 FROM ledger e JOIN ledger_line l ON l.entry = e.id
	WHERE e.key = 'spot.back.' || d.id AND l.account = CASE d.way WHEN 'bank' THEN 'bank.treasury' ELSE d.way || '.' || d.site END AND l.fen = -d.fine_fen - d.surcharge_fen);
-- name: bad_receipt
SELECT count(*), min(receipt) FROM (SELECT receipt FROM spot_decision WHERE receipt <> '' AND paid_at IS NOT NULL GROUP BY receipt HAVING count(*) > 1) x;
-- Each day's numbers of a kind are 1 to n: there are n of them, and the last is n.
-- name: bad_number
SELECT count(*), min(day) FROM (
	SELECT s.day AS day FROM spot_number s LEFT JOIN (
			SELECT substr(number, 1, 10) AS day, count(*) AS n, max(CAST(substr(number, 12) AS BIGINT)) AS most FROM spot_decision GROUP BY substr(number, 1, 10)
			UNION ALL SELECT substr(number, 1, 10), count(*), max(CAST(substr(number, 12) AS BIGINT)) FROM custody GROUP BY substr(number, 1, 10)
			UNION ALL SELECT substr(notice, 1, 10), count(DISTINCT notice), max(CAST(substr(notice, 12) AS BIGINT)) FROM custody WHERE notice <> '' GROUP BY substr(notice, 1, 10)
		) x ON x.day = s.day WHERE coalesce(x.n, 0) <> s.n OR coalesce(x.most, 0) <> s.n
	UNION ALL SELECT substr(d.number, 1, 10) FROM spot_decision d WHERE NOT EXISTS (SELECT 1 FROM spot_number s WHERE s.day = substr(d.number, 1, 10))
	UNION ALL SELECT substr(c.number, 1, 10) FROM custody c WHERE NOT EXISTS (SELECT 1 FROM spot_number s WHERE s.day = substr(c.number, 1, 10))) y;
-- Not of who was only stopped; a ground that the decision does not say; given back although the refused fine is owed.
-- name: bad_custody
SELECT count(*), min(c.number) FROM custody c LEFT JOIN spot_decision d ON d.id = c.decision WHERE d.id IS NULL OR d.state = 'stopped' OR d.unit_id <> c.unit_id
	OR (c.ground = 'refused' AND d.refused = 0) OR (c.ground = 'no_plate' AND d.no_plate = 0) OR (c.ground = 'policy' AND d.fine_fen = 0)
	OR (c.state = 'released' AND c.ground = 'refused' AND d.state NOT IN ('paid', 'cancelled'));
-- name: bad_record
SELECT count(*), min(e.key) FROM ledger e WHERE (e.kind = 'plan' AND NOT EXISTS (SELECT 1 FROM plan p WHERE p.id = e.ref))
	OR (e.kind = 'claim' AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = e.ref)) OR (e.kind = 'accident' AND NOT EXISTS (SELECT 1 FROM accident a WHERE a.id = e.ref))
	OR (e.kind = 'spot' AND NOT EXISTS (SELECT 1 FROM spot_decision d WHERE d.id = e.ref)) OR e.kind NOT IN ('plan', 'claim', 'accident', 'spot');
-- name: bad_till
SELECT count(*), 'site ' || min(t.site) FROM till t WHERE t.state = 'closed' AND (
	t.cash_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'cash.' || t.site AND l.day = t.day), 0)
	OR t.wechat_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'wechat.' || t.site AND l.day = t.day), 0)
	OR t.alipay_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'alipay.' || t.site AND l.day = t.day), 0)
	OR t.card_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'card.' || t.site AND l.day = t.day), 0));
