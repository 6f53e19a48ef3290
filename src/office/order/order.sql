-- name: add
INSERT INTO police_order (alert, theft, unit, path, how, state, severity, late, next_at, issued_at, issued_by)
	VALUES ($1, $2, $3, $4, $5, 'issued', $6, $7, $8, $9, $10) RETURNING id;
-- name: by_id
SELECT id, alert, theft, unit, path, how, state, severity, late, level, coalesce(next_at, 0), issued_at, coalesce(issued_by, 0), coalesce(signed_by, 0), signed_name,
	coalesce(signed_at, 0), result, note, coalesce(fed_by, 0), fed_name, coalesce(fed_at, 0), coalesce(reviewed_by, 0), reviewed_name,
	coalesce(reviewed_at, 0), review_note, coalesce(ended_at, 0), ver FROM police_order WHERE id = $1;
-- name: of_alert
SELECT id, alert, theft, unit, path, how, state, severity, late, level, coalesce(next_at, 0), issued_at, coalesce(issued_by, 0), coalesce(signed_by, 0), signed_name,
	coalesce(signed_at, 0), result, note, coalesce(fed_by, 0), fed_name, coalesce(fed_at, 0), coalesce(reviewed_by, 0), reviewed_name,
	coalesce(reviewed_at, 0), review_note, coalesce(ended_at, 0), ver FROM police_order
	WHERE alert = $1 ORDER BY id DESC LIMIT 1;
-- name: list
SELECT id, alert, theft, unit, path, how, state, severity, late, level, coalesce(next_at, 0), issued_at, coalesce(issued_by, 0), coalesce(signed_by, 0), signed_name,
	coalesce(signed_at, 0), result, note, coalesce(fed_by, 0), fed_name, coalesce(fed_at, 0), coalesce(reviewed_by, 0), reviewed_name,
	coalesce(reviewed_at, 0), review_note, coalesce(ended_at, 0), ver FROM police_order
	WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = 0 OR state NOT IN ('done', 'revoked', 'lapsed')) AND (substr(path, 1, length($4)) = $4
	OR id IN (SELECT s.ord FROM order_assist s WHERE substr(s.path, 1, length($4)) = $4)) ORDER BY id DESC LIMIT $5;
-- name: due
SELECT id, alert, theft, unit, path, how, state, severity, late, level, coalesce(next_at, 0), issued_at, coalesce(issued_by, 0), coalesce(signed_by, 0), signed_name,
	coalesce(signed_at, 0), result, note, coalesce(fed_by, 0), fed_name, coalesce(fed_at, 0), coalesce(reviewed_by, 0), reviewed_name,
	coalesce(reviewed_at, 0), review_note, coalesce(ended_at, 0), ver FROM police_order
	WHERE state = 'issued' AND next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2;
-- name: move
UPDATE police_order SET state = $1, level = $2, next_at = $3, signed_by = $4, signed_name = $5, signed_at = $6, result = $7, note = $8, fed_by = $9,
	fed_name = $10, fed_at = $11, reviewed_by = $12, reviewed_name = $13, reviewed_at = $14, review_note = $15, ended_at = $16, ver = ver + 1
	WHERE id = $17 AND ver = $18 AND state = $19;
-- name: postpone
UPDATE police_order SET next_at = $1 WHERE id = $2 AND state = 'issued';
-- name: event_add
INSERT INTO order_event (ord, at, event, actor, actor_name, from_state, to_state, unit, note, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
-- name: event_of_key
SELECT event FROM order_event WHERE ord = $1 AND key = $2;
-- name: events
SELECT id, at, event, actor, actor_name, from_state, to_state, unit, note FROM order_event WHERE ord = $1 ORDER BY id LIMIT $2;
-- name: send_add
INSERT INTO order_send (ord, level, unit, at) VALUES ($1, $2, $3, $4) ON CONFLICT (ord, level) DO NOTHING;
-- name: ask
INSERT INTO order_assist (ord, unit, path, state, note, asked_by, asked_name, asked_at) VALUES ($1, $2, $3, 'asked', $4, $5, $6, $7) RETURNING id;
-- name: answer
UPDATE order_assist SET state = $1, answer = $2, decided_by = $3, decided_name = $4, decided_at = $5 WHERE id = $6 AND state = 'asked';
-- name: assist_by_id
SELECT id, ord, unit, path, state, note, answer, asked_by, asked_name, asked_at, coalesce(decided_by, 0), decided_name, coalesce(decided_at, 0) FROM order_assist WHERE id = $1;
-- name: assists
SELECT id, ord, unit, path, state, note, answer, asked_by, asked_name, asked_at, coalesce(decided_by, 0), decided_name, coalesce(decided_at, 0) FROM order_assist WHERE ord = $1 ORDER BY id LIMIT $2;
