-- The proof of the books across rooms; reads only. Each: how many are wrong, and one of them.
-- name: size
SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM ledger_line), (SELECT count(*) FROM plan), (SELECT count(*) FROM till WHERE state = 'closed');
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
-- name: bad_record
SELECT count(*), min(e.key) FROM ledger e WHERE (e.kind = 'plan' AND NOT EXISTS (SELECT 1 FROM plan p WHERE p.id = e.ref))
	OR (e.kind = 'claim' AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = e.ref)) OR (e.kind = 'accident' AND NOT EXISTS (SELECT 1 FROM accident a WHERE a.id = e.ref))
	OR e.kind NOT IN ('plan', 'claim', 'accident');
-- name: bad_till
SELECT count(*), 'site ' || min(t.site) FROM till t WHERE t.state = 'closed' AND (
	t.cash_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'cash.' || t.site AND l.day = t.day), 0)
	OR t.wechat_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'wechat.' || t.site AND l.day = t.day), 0)
	OR t.alipay_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'alipay.' || t.site AND l.day = t.day), 0)
	OR t.card_books <> coalesce((SELECT sum(l.fen) FROM ledger_line l WHERE l.account = 'card.' || t.site AND l.day = t.day), 0));
