-- Paid into a till, and its violation was taken back since: the money waits to be given back (FS9).
-- name: to_give_back
SELECT s.id FROM spot_decision s JOIN violation v ON v.id = s.violation WHERE s.state = 'paid' AND s.way <> 'bank' AND v.state IN ('revoked', 'dismissed', 'lapsed') AND
	s.id < $1 AND substr(s.path, 1, length($2)) = $2 ORDER BY s.id DESC LIMIT $3;
