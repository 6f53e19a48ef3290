-- name: number
INSERT INTO accident_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = accident_number.n + 1 RETURNING n;
-- name: add
INSERT INTO accident (ref, number, key, bike, owner, plan, unit, state, happened_at, place, what, injured, police_called, reporter, created_by, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, 'reported', $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id;
-- name: by_id
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.id = $1;
-- name: by_key
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.key = $1;
-- name: by_id_of
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.id = $1 AND a.owner = $2;
-- name: by_id_in
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.id = $1 AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $3 ELSE a.unit END AND $2 <> '' AND u.path LIKE $2 || '%');
-- name: list
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.id > $1 AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $3 ELSE a.unit END AND $2 <> '' AND u.path LIKE $2 || '%')
	AND ($4 = '' OR ($4 = 'new' AND a.state = 'reported')
	OR ($4 = 'mine' AND a.surveyor = $5 AND a.state IN ('surveyor_sent', 'on_scene', 'disputed'))
	OR ($4 = 'assess' AND a.state IN ('surveyor_sent', 'on_scene')) OR ($4 = 'dispute' AND a.state = 'disputed')
	OR ($4 = 'release' AND a.state IN ('agreed', 'released'))) ORDER BY a.id LIMIT $6;
-- name: of_owner
SELECT a.id, a.number, a.key, a.bike, a.owner, a.plan, a.unit, a.state, a.code, a.happened_at, a.place, a.what, a.injured, a.police_called, a.reporter, a.created_by, a.created_at,
	coalesce(a.surveyor, 0), coalesce(a.sent_at, 0), coalesce(a.due_at, 0), coalesce(a.arrived_at, 0), coalesce(a.assessed_by, 0), coalesce(a.assessed_at, 0), a.rounds, a.fault,
	a.fault_pct, a.finding_no, a.loss_fen, a.limit_fen, a.amount_fen, a.agreements, coalesce(a.agreed_at, 0), coalesce(a.pay_by, 0), a.way, coalesce(a.released_by, 0),
	coalesce(a.released_at, 0), coalesce(a.paid_at, 0), coalesce(a.closed_at, 0), a.ver FROM accident a WHERE a.owner = $1 AND ($2 = 0 OR a.bike = $2) AND a.id < $3 ORDER BY a.id DESC LIMIT $4;
-- name: twin
SELECT number FROM accident WHERE bike = $1 AND id < $2 AND happened_at BETWEEN $3 AND $4 AND state NOT IN ('withdrawn', 'refused') ORDER BY id LIMIT 1;
-- name: move
UPDATE accident SET state = $1, code = $2, unit = $3, plan = $4, surveyor = $5, sent_at = $6, due_at = $7, arrived_at = $8, assessed_by = $9, assessed_at = $10, rounds = $11,
	fault = $12, fault_pct = $13, finding_no = $14, loss_fen = $15, limit_fen = $16, amount_fen = $17, agreements = $18, agreed_at = $19, pay_by = $20, way = $21,
	released_by = $22, released_at = $23, paid_at = $24, closed_at = $25, ver = ver + 1 WHERE id = $26 AND state = $27 AND ver = $28;
-- name: owner_merged
UPDATE accident SET owner = $1, ver = ver + 1 WHERE owner = $2;
-- name: event_add
INSERT INTO accident_event (accident, at, event, actor, from_state, to_state, code, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: events
SELECT id, at, event, actor, from_state, to_state, code, note FROM accident_event WHERE accident = $1 ORDER BY id LIMIT $2;
-- name: counts
SELECT a.state, count(*), coalesce(sum(CASE WHEN a.state = 'paid' THEN a.amount_fen ELSE 0 END), 0) FROM accident a
	WHERE a.created_at >= $1 AND a.created_at < $2 AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $4 ELSE a.unit END AND $3 <> '' AND u.path LIKE $3 || '%') GROUP BY a.state ORDER BY a.state;
-- name: paid_times
SELECT a.paid_at - a.created_at FROM accident a
	WHERE a.created_at >= $1 AND a.created_at < $2 AND a.paid_at IS NOT NULL AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $4 ELSE a.unit END AND $3 <> '' AND u.path LIKE $3 || '%') ORDER BY a.paid_at - a.created_at, a.id;
-- name: losses
SELECT p.product_id, count(*), coalesce(sum(a.amount_fen), 0) FROM accident a JOIN plan p ON p.id = a.plan
	WHERE a.created_at >= $1 AND a.created_at < $2 AND a.paid_at IS NOT NULL AND EXISTS (SELECT 1 FROM unit u WHERE u.id = CASE WHEN a.unit = 0 THEN $4 ELSE a.unit END AND $3 <> '' AND u.path LIKE $3 || '%') GROUP BY p.product_id ORDER BY p.product_id;
