-- name: number
INSERT INTO claim_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = claim_number.n + 1 RETURNING n;
-- name: add
INSERT INTO claim (ref, number, theft, bike, owner, unit, state, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8) RETURNING id;
-- name: by_id
SELECT id, number, theft, bike, owner, unit, plan, state, code, sampled, months, price_fen, coalesce(tbl, 0), amount_fen, ref, p_card, p_payee, created_by, created_at, coalesce(submitted_at, 0),
	coalesce(clock_day, 0), coalesce(owed_day, 0), provisional, coalesce(asked_at, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), approvals, coalesce(appealed_at, 0), coalesce(heard_at, 0),
	coalesce(paid_at, 0), coalesce(closed_at, 0), ver FROM claim WHERE id = $1;
-- name: of_theft
SELECT id, number, theft, bike, owner, unit, plan, state, code, sampled, months, price_fen, coalesce(tbl, 0), amount_fen, ref, p_card, p_payee, created_by, created_at, coalesce(submitted_at, 0),
	coalesce(clock_day, 0), coalesce(owed_day, 0), provisional, coalesce(asked_at, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), approvals, coalesce(appealed_at, 0), coalesce(heard_at, 0),
	coalesce(paid_at, 0), coalesce(closed_at, 0), ver FROM claim WHERE theft = $1 AND (paid_at IS NOT NULL OR state NOT IN ('closed', 'rejected'));
-- name: others
SELECT coalesce(sum(CASE WHEN bike = $1 AND state <> 'repaid' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN owner = $2 THEN 1 ELSE 0 END), 0) FROM claim
	WHERE (bike = $1 OR owner = $2) AND id <> $3 AND created_at >= $4 AND (paid_at IS NOT NULL OR state NOT IN ('closed', 'rejected'));
-- name: list
SELECT id, number, theft, bike, owner, unit, plan, state, code, sampled, months, price_fen, coalesce(tbl, 0), amount_fen, ref, p_card, p_payee, created_by, created_at, coalesce(submitted_at, 0),
	coalesce(clock_day, 0), coalesce(owed_day, 0), provisional, coalesce(asked_at, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), approvals, coalesce(appealed_at, 0), coalesce(heard_at, 0),
	coalesce(paid_at, 0), coalesce(closed_at, 0), ver FROM claim
	WHERE coalesce(owed_day, 99999999) * 4294967296 + id > $1 AND ($2 = '' OR state = $2) AND ($3 = 0 OR state NOT IN ('closed', 'rejected', 'repaid', 'forfeited')) ORDER BY coalesce(owed_day, 99999999) * 4294967296 + id LIMIT $4;
-- name: of_owner
SELECT id, number, theft, bike, owner, unit, plan, state, code, sampled, months, price_fen, coalesce(tbl, 0), amount_fen, ref, p_card, p_payee, created_by, created_at, coalesce(submitted_at, 0),
	coalesce(clock_day, 0), coalesce(owed_day, 0), provisional, coalesce(asked_at, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), approvals, coalesce(appealed_at, 0), coalesce(heard_at, 0),
	coalesce(paid_at, 0), coalesce(closed_at, 0), ver FROM claim WHERE id < $2 AND (owner = $1 OR (bike IN (SELECT w.bike FROM ownership w WHERE w.owner = $1)
	AND EXISTS (SELECT 1 FROM owner o WHERE o.id = claim.owner AND o.state = 'merged'))) ORDER BY id DESC LIMIT $3;
-- name: waiting
SELECT id, number, theft, bike, owner, unit, plan, state, code, sampled, months, price_fen, coalesce(tbl, 0), amount_fen, ref, p_card, p_payee, created_by, created_at, coalesce(submitted_at, 0),
	coalesce(clock_day, 0), coalesce(owed_day, 0), provisional, coalesce(asked_at, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), approvals, coalesce(appealed_at, 0), coalesce(heard_at, 0),
	coalesce(paid_at, 0), coalesce(closed_at, 0), ver FROM claim
	WHERE id > $1 AND clock_day IS NOT NULL AND state IN ('submitted', 'auto_checked', 'needs_papers', 'in_review', 'approved', 'batched', 'appealed', 'held_sighted') ORDER BY id LIMIT $2;
-- name: card_put
UPDATE claim SET p_card = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND state IN ('draft', 'needs_papers', 'in_review');
-- name: card_by
SELECT actor FROM claim_event WHERE claim = $1 AND event = 'card' ORDER BY id DESC LIMIT 1;
-- name: looked_by
SELECT actor FROM claim_event WHERE claim = $1 AND event = 'look' AND actor <> 0
	AND id > (SELECT coalesce(max(e.id), 0) FROM claim_event e WHERE e.claim = $1 AND (e.from_state <> e.to_state OR e.actor = 0)) ORDER BY id DESC LIMIT 1;
-- name: payee_put
UPDATE claim SET p_payee = $1, ver = ver + 1 WHERE id = $2 AND ver = $3 AND state NOT IN ('approved', 'batched', 'paid', 'found_after_payment', 'repaid', 'forfeited');
-- name: move
UPDATE claim SET state = $1, code = $2, sampled = $3, plan = $4, months = $5, price_fen = $6, tbl = $7, amount_fen = $8, submitted_at = $9, clock_day = $10, owed_day = $11,
	provisional = $12, asked_at = $13, decided_by = $14, decided_at = $15, approvals = $16, appealed_at = $17, heard_at = $18, paid_at = $19, closed_at = $20, ver = ver + 1
	WHERE id = $21 AND state = $22 AND ver = $23;
-- name: clock_put
UPDATE claim SET clock_day = $1, owed_day = $2, provisional = $3, ver = ver + 1 WHERE id = $4 AND ver = $5;
-- name: event_add
INSERT INTO claim_event (claim, at, event, actor, from_state, to_state, code, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: events
SELECT id, at, event, actor, from_state, to_state, code, note FROM claim_event WHERE claim = $1 ORDER BY id LIMIT $2;
-- name: checks_clear
DELETE FROM claim_check WHERE claim = $1;
-- name: check_add
INSERT INTO claim_check (claim, n, code, verdict, fact, at) VALUES ($1, $2, $3, $4, $5, $6);
-- name: checks
SELECT code, verdict, fact, at FROM claim_check WHERE claim = $1 ORDER BY n;
-- name: paper_put
INSERT INTO claim_paper (claim, kind, photo, at, actor) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (claim, kind) DO UPDATE SET photo = excluded.photo, at = excluded.at, actor = excluded.actor;
-- name: paper_old
UPDATE claim_paper SET photo = '' WHERE id = $1;
-- name: papers
SELECT id, kind, photo, at, actor FROM claim_paper WHERE claim = $1 ORDER BY id;
-- name: stop
INSERT INTO claim_stop (claim, from_day, reason) VALUES ($1, $2, $3);
-- name: go
UPDATE claim_stop SET until_day = CASE WHEN $1 < from_day THEN from_day ELSE $1 END WHERE claim = $2 AND until_day IS NULL;
-- name: stops
SELECT from_day, coalesce(until_day, 0), reason FROM claim_stop WHERE claim = $1 ORDER BY id LIMIT $2;
-- name: seal_card
SELECT id, ref, p_card FROM claim WHERE id > $1 AND p_card <> '' AND substr(p_card, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_card_put
UPDATE claim SET p_card = $1 WHERE id = $2 AND p_card = $3;
-- name: seal_card_count
SELECT substr(p_card, 1, 13), count(*) FROM claim WHERE p_card <> '' GROUP BY substr(p_card, 1, 13);
-- name: seal_payee
SELECT id, ref, p_payee FROM claim WHERE id > $1 AND p_payee <> '' AND substr(p_payee, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: seal_payee_put
UPDATE claim SET p_payee = $1 WHERE id = $2 AND p_payee = $3;
-- name: seal_payee_count
SELECT substr(p_payee, 1, 13), count(*) FROM claim WHERE p_payee <> '' GROUP BY substr(p_payee, 1, 13);
