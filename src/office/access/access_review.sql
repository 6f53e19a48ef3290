-- name: finding_add
INSERT INTO access_finding (kind, account, area, subject, theft, first_at, last_at, looks, found_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- name: finding_known
SELECT count(*) FROM access_finding WHERE account = $1 AND kind = $2 AND subject = $3 AND last_at > $4 AND last_at < $5;
-- name: finding
SELECT id, kind, account, area, subject, coalesce(theft, 0), first_at, last_at, looks, found_at, state, coalesce(closed_by, 0), coalesce(closed_at, 0), note
	FROM access_finding WHERE id = $1;
-- name: findings
SELECT id, kind, account, area, subject, coalesce(theft, 0), first_at, last_at, looks, found_at, state, coalesce(closed_by, 0), coalesce(closed_at, 0), note
	FROM access_finding WHERE id < $1 AND ($2 = 0 OR state = 'open') AND account <> $3 AND substr(area, 1, length($4)) = $4 ORDER BY id DESC LIMIT $5;
-- name: finding_close
UPDATE access_finding SET state = $1, closed_by = $2, closed_at = $3, note = $4 WHERE id = $5 AND state = 'open';
-- name: month_is
SELECT count(*) FROM access_month WHERE month = $1;
-- name: month_put
INSERT INTO access_month (month, looks, drawn) VALUES ($1, $2, $3);
-- name: sample_add
INSERT INTO access_sample (month, audit, at, verb, subject, account, area, theft) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: sample
SELECT id, month, audit, at, verb, subject, account, area, coalesce(theft, 0), state, coalesce(reviewed_by, 0), coalesce(reviewed_at, 0), note FROM access_sample WHERE id = $1;
-- name: samples
SELECT id, month, audit, at, verb, subject, account, area, coalesce(theft, 0), state, coalesce(reviewed_by, 0), coalesce(reviewed_at, 0), note FROM access_sample
	WHERE id < $1 AND ($2 = 0 OR state = 'open') AND account <> $3 AND substr(area, 1, length($4)) = $4 ORDER BY id DESC LIMIT $5;
-- name: sample_review
UPDATE access_sample SET state = $1, reviewed_by = $2, reviewed_at = $3, note = $4 WHERE id = $5 AND state = 'open';
