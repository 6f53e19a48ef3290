-- name: ask
INSERT INTO role_grant (account, op, role, unit, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;
-- name: by_id
SELECT g.id, g.account, g.op, g.role, g.unit, g.reason, g.state, g.asked_by, g.asked_at, g.decided_by, g.decided_at, g.ver,
	a.name, a.display, q.display, coalesce(d.display, ''), coalesce(u.name, '')
	FROM role_grant g JOIN account a ON a.id = g.account JOIN account q ON q.id = g.asked_by
	LEFT JOIN account d ON d.id = g.decided_by LEFT JOIN unit u ON u.id = g.unit WHERE g.id = $1;
-- name: list
SELECT g.id, g.account, g.op, g.role, g.unit, g.reason, g.state, g.asked_by, g.asked_at, g.decided_by, g.decided_at, g.ver,
	a.name, a.display, q.display, coalesce(d.display, ''), coalesce(u.name, '')
	FROM role_grant g JOIN account a ON a.id = g.account JOIN account q ON q.id = g.asked_by
	LEFT JOIN account d ON d.id = g.decided_by LEFT JOIN unit u ON u.id = g.unit
	WHERE g.id < $1 AND ($2 = 0 OR g.state = 'open') ORDER BY g.id DESC LIMIT $3;
-- name: decide
UPDATE role_grant SET state = $1, decided_by = $2, decided_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'open';
-- name: withdraw
UPDATE role_grant SET state = 'withdrawn', ver = ver + 1 WHERE id = $1 AND state = 'open';
-- name: collect
UPDATE role_grant SET state = 'collected', ver = ver + 1 WHERE id = $1 AND state = 'approved' AND op = 'totp';
