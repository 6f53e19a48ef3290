-- Dry runs: how many of the quarter's rows a value would have met. $1 the value, $2 from, $3 until (Unix ms).
-- name: booked_early
SELECT count(*) FROM booking WHERE created_at >= $2 AND created_at < $3 AND walk_in = 0 AND day - (created_at + 28800000) / 86400000 > $1;
-- name: edited_late
SELECT count(*) FROM bike_event e JOIN bike b ON b.id = e.bike WHERE e.event = 'edit' AND e.at >= $2 AND e.at < $3 AND e.at - b.created_at > $1 * 86400000;
-- name: exports_large
SELECT count(*) FROM export_run WHERE at >= $2 AND at < $3 AND state = 'done' AND n > $1;
-- name: export_days_large
SELECT count(*) FROM (SELECT account, day FROM export_run WHERE at >= $2 AND at < $3 AND state = 'done' GROUP BY account, day HAVING sum(n) > $1) d;
-- name: export_days_many
SELECT count(*) FROM (SELECT account, day FROM export_run WHERE at >= $2 AND at < $3 AND state <> 'refused' GROUP BY account, day HAVING count(*) > $1) d;
-- name: heard_late
SELECT count(*) FROM detection WHERE recv_at >= $2 AND recv_at < $3 AND recv_at - heard_at > $1 * 1000;
-- name: told_again
SELECT count(*) FROM (SELECT heard_at, lag(heard_at) OVER (PARTITION BY theft ORDER BY heard_at, lsn, n) AS before FROM detection
	WHERE recv_at >= $2 AND recv_at < $3) d WHERE heard_at - before > $1 * 1000;
-- name: closed_since
SELECT count(*) FROM theft WHERE closed_at >= $3 - $1 * 86400000 AND closed_at >= $2 AND closed_at < $3;
