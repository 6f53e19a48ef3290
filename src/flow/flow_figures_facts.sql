-- One row a case, alert, order, plan or claim with what its figures ask: id, name, state, unit, point, district (of a case number), instant, word, then
-- numbers. $1 area, $2 1: a whole city; [$3, $4) the instants; $5 after. No figure asks who did it: no account is read here (figure_defs_test).
-- numbers: accepted, filed and standing, minutes to the first location, minutes to the recovery, first standing case of its crime, solved, watched, returned
-- name: cases
SELECT t.id, t.number, t.state, t.unit, 0, substr(t.number, 1, 6), t.reported_at, t.lock_kind,
	CASE WHEN t.accepted_at IS NULL THEN 0 ELSE 1 END,
	CASE WHEN t.filed_at IS NULL OR t.state IN ('withdrawn', 'unfounded') THEN 0 ELSE 1 END,
	coalesce((t.located_at - t.reported_at) / 60000, -1), coalesce((t.recovered_at - t.reported_at) / 60000, -1),
	CASE WHEN t.crime > 0 AND EXISTS (SELECT 1 FROM theft o WHERE o.crime = t.crime AND o.crime > 0 AND o.id < t.id AND o.filed_at IS NOT NULL
	AND o.state NOT IN ('withdrawn', 'unfounded')) THEN 0 ELSE 1 END,
	CASE WHEN t.solved_at IS NULL THEN 0 ELSE 1 END,
	CASE WHEN t.state IN ('watched', 'located', 'unsolved') OR t.located_at IS NOT NULL THEN 1
	WHEN t.state IN ('recovered', 'returned') AND EXISTS (SELECT 1 FROM theft_event e WHERE e.theft = t.id AND e.to_state = 'watched') THEN 1 ELSE 0 END,
	CASE WHEN t.state = 'returned' THEN 1 ELSE 0 END
	FROM theft t WHERE t.id > $5 AND t.reported_at >= $3 AND t.reported_at < $4
	AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0)) ORDER BY t.id;
-- numbers: said to be false, said to be either
-- name: alerts
SELECT a.id, coalesce(t.number, ''), a.state, coalesce(t.unit, 0), 0, CAST(a.district AS TEXT), a.opened_at, a.rule,
	CASE WHEN a.outcome = 'false' THEN 1 ELSE 0 END, CASE WHEN a.outcome = '' THEN 0 ELSE 1 END, 0, 0, 0, 0, 0, 0
	FROM alert a LEFT JOIN theft t ON t.id = a.theft WHERE a.id > $5 AND a.opened_at >= $3 AND a.opened_at < $4
	AND (coalesce(t.unit, 0) IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND coalesce(t.unit, 0) = 0)) ORDER BY a.id;
-- numbers: signed, told to another desk
-- name: orders
SELECT o.id, coalesce(t.number, ''), o.state, o.unit, 0, coalesce(substr(t.number, 1, 6), ''), o.issued_at, o.how,
	CASE WHEN o.signed_at IS NULL THEN 0 ELSE 1 END, o.level, 0, 0, 0, 0, 0, 0
	FROM police_order o LEFT JOIN theft t ON t.id = o.theft WHERE o.id > $5 AND o.issued_at >= $3 AND o.issued_at < $4
	AND (o.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND o.unit = 0)) ORDER BY o.id;
-- by the time of the catch; the name of a row is its case, never a person
-- name: suspects
SELECT x.id, coalesce(t.number, ''), x.state, x.unit_id, 0, '', x.caught_at, '', 0, 0, 0, 0, 0, 0, 0, 0
	FROM suspect x LEFT JOIN theft t ON t.id = x.theft WHERE x.id > $5 AND x.caught_at >= $3 AND x.caught_at < $4
	AND (x.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND x.unit_id = 0)) ORDER BY x.id;
-- by the time of the find
-- name: seized
SELECT s.id, s.number, s.state, s.unit_id, 0, '', s.found_at, '', 0, 0, 0, 0, 0, 0, 0, 0
	FROM seized s WHERE s.id > $5 AND s.found_at >= $3 AND s.found_at < $4
	AND (s.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND s.unit_id = 0)) ORDER BY s.id;
-- by the time of the raid
-- name: dens
SELECT d.id, d.place, d.state, d.unit_id, 0, '', d.raided_at, '', 0, 0, 0, 0, 0, 0, 0, 0
	FROM den d WHERE d.id > $5 AND d.raided_at >= $3 AND d.raided_at < $4
	AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0)) ORDER BY d.id;
-- by the time of the hand-over
-- name: returns
SELECT i.id, s.number, i.state, i.unit_id, 0, '', i.returned_at, '', 0, 0, 0, 0, 0, 0, 0, 0
	FROM return_item i JOIN seized s ON s.id = i.seized AND s.kind = 'bike' WHERE i.id > $5 AND i.returned_at >= $3 AND i.returned_at < $4
	AND (i.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND i.unit_id = 0)) AND i.state = 'returned' ORDER BY i.id;
-- numbers: price, paid back or owed back, begins, ends
-- name: plans
SELECT p.id, p.receipt, p.state, p.unit, p.site, coalesce((SELECT CAST(s.district AS TEXT) FROM site s WHERE s.id = p.site), ''), p.sold_at, p.product,
	p.price_fen, p.refund_fen, p.starts_at, p.ends_at, 0, 0, 0, 0
	FROM plan p WHERE p.id > $5 AND p.sold_at >= $3 AND p.sold_at < $4
	AND (p.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND p.unit = 0)) ORDER BY p.id;
-- numbers: amount, paid at, day owed, ended at
-- name: claims
SELECT c.id, c.number, c.state, c.unit, 0, coalesce(substr(t.number, 1, 6), ''), coalesce(c.submitted_at, 0), c.code,
	c.amount_fen, coalesce(c.paid_at, 0), coalesce(c.owed_day, 0), coalesce(c.closed_at, 0), 0, 0, 0, 0
	FROM claim c LEFT JOIN theft t ON t.id = c.theft WHERE c.id > $5 AND c.submitted_at >= $3 AND c.submitted_at < $4
	AND (c.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit = 0)) ORDER BY c.id;
