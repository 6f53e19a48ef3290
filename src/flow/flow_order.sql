-- name: lapsing
SELECT o.id FROM police_order o JOIN alert a ON a.id = o.alert WHERE o.state = 'issued'
	AND o.state NOT IN ('done', 'revoked', 'lapsed') AND a.state = 'closed' ORDER BY +o.id LIMIT $1;
