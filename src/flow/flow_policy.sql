-- Dry runs: how many of the quarter's rows a value would have met. $1 the value, $2 from, $3 until (Unix ms); reads only.
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
-- A claim counts where this check alone would refuse it: what another check refuses stays refused by any value.
-- name: claim_waiting
SELECT count(*) FROM claim c JOIN theft t ON t.id = c.theft WHERE c.submitted_at >= $2 AND c.submitted_at < $3 AND t.filed_at IS NOT NULL AND c.submitted_at < t.filed_at + $1 * 86400000
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code NOT IN ('waiting', 'heard_since'));
-- name: claim_late
SELECT count(*) FROM claim c JOIN theft t ON t.id = c.theft WHERE c.submitted_at >= $2 AND c.submitted_at < $3 AND t.reported_at - t.missing_at > $1 * 3600000
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code NOT IN ('late_report', 'heard_since'));
-- name: claim_young
SELECT count(*) FROM claim c JOIN theft t ON t.id = c.theft JOIN plan p ON p.id = c.plan WHERE c.submitted_at >= $2 AND c.submitted_at < $3 AND t.missing_at - p.starts_at < $1 * 86400000
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code NOT IN ('cover_young', 'heard_since'));
-- name: claim_over
SELECT count(*) FROM claim c JOIN theft t ON t.id = c.theft WHERE c.submitted_at >= $2 AND c.submitted_at < $3 AND c.submitted_at - t.missing_at > $1 * 86400000
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code NOT IN ('too_late', 'heard_since'));
-- name: claims_passed
SELECT c.id, c.amount_fen, CASE WHEN c.appealed_at IS NOT NULL OR c.sampled = 'papers' OR EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'review')
	THEN 1 ELSE 0 END FROM claim c WHERE c.submitted_at >= $1 AND c.submitted_at < $2
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code <> 'heard_since');
-- name: claims_rated
SELECT c.months, c.price_fen, c.amount_fen FROM claim c WHERE c.submitted_at >= $1 AND c.submitted_at < $2 AND c.months >= 0 AND c.state <> 'rejected' AND (c.state <> 'closed' OR c.paid_at IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM claim_check k WHERE k.claim = c.id AND k.verdict = 'refuse' AND k.code NOT IN ('heard_since', 'no_amount'));
-- name: claims_paid
SELECT id, clock_day, owed_day, paid_at FROM claim WHERE paid_at >= $1 AND paid_at < $2 AND clock_day IS NOT NULL AND owed_day IS NOT NULL AND id > $3 ORDER BY id LIMIT $4;
-- name: accident_limited
SELECT count(*) FROM accident WHERE agreed_at >= $2 AND agreed_at < $3 AND loss_fen * fault_pct / 100 > $1;
-- name: accident_spot
SELECT count(*) FROM accident WHERE agreed_at >= $2 AND agreed_at < $3 AND amount_fen > 0 AND amount_fen <= $1;
-- name: accident_sent_late
SELECT count(*) FROM accident WHERE created_at >= $2 AND created_at < $3 AND coalesce(sent_at, closed_at, $3) - created_at > $1 * 60000;
-- name: accident_there_late
SELECT count(*) FROM accident WHERE sent_at >= $2 AND sent_at < $3 AND coalesce(arrived_at, closed_at, $3) - sent_at > $1 * 60000;
-- name: accident_paid_late
SELECT count(*) FROM accident WHERE agreed_at >= $2 AND agreed_at < $3 AND coalesce(paid_at, closed_at, $3) - agreed_at > $1 * 86400000;
-- name: accident_told_late
SELECT count(*) FROM accident WHERE created_at >= $2 AND created_at < $3 AND created_at - happened_at > $1 * 3600000;
-- name: accident_over
SELECT count(*) FROM accident WHERE created_at >= $2 AND created_at < $3 AND created_at - happened_at > $1 * 86400000;
-- name: accident_twins
SELECT count(*) FROM accident a WHERE a.created_at >= $2 AND a.created_at < $3 AND EXISTS (SELECT 1 FROM accident b WHERE b.bike = a.bike AND b.id <> a.id
	AND b.happened_at BETWEEN a.happened_at - $1 * 3600000 AND a.happened_at + $1 * 3600000);
-- name: accident_share_full
SELECT CAST(coalesce(sum(CASE WHEN loss_fen * $1 / 100 < limit_fen THEN loss_fen * $1 / 100 ELSE limit_fen END), 0) AS BIGINT) / 100 FROM accident
	WHERE agreed_at >= $2 AND agreed_at < $3 AND fault = 'full';
-- name: accident_share_main
SELECT CAST(coalesce(sum(CASE WHEN loss_fen * $1 / 100 < limit_fen THEN loss_fen * $1 / 100 ELSE limit_fen END), 0) AS BIGINT) / 100 FROM accident
	WHERE agreed_at >= $2 AND agreed_at < $3 AND fault = 'main';
-- name: accident_share_equal
SELECT CAST(coalesce(sum(CASE WHEN loss_fen * $1 / 100 < limit_fen THEN loss_fen * $1 / 100 ELSE limit_fen END), 0) AS BIGINT) / 100 FROM accident
	WHERE agreed_at >= $2 AND agreed_at < $3 AND fault = 'equal';
-- name: accident_share_minor
SELECT CAST(coalesce(sum(CASE WHEN loss_fen * $1 / 100 < limit_fen THEN loss_fen * $1 / 100 ELSE limit_fen END), 0) AS BIGINT) / 100 FROM accident
	WHERE agreed_at >= $2 AND agreed_at < $3 AND fault = 'minor';
-- name: filing_plain
SELECT count(*) FROM theft WHERE accepted_at >= $2 AND accepted_at < $3 AND filing = 'plain' AND coalesce(filed_at, closed_at, $3) - accepted_at > $1 * 86400000;
-- name: filing_checks
SELECT count(*) FROM theft WHERE accepted_at >= $2 AND accepted_at < $3 AND filing = 'checks' AND coalesce(filed_at, closed_at, $3) - accepted_at > $1 * 86400000;
-- name: filing_complex
SELECT count(*) FROM theft WHERE accepted_at >= $2 AND accepted_at < $3 AND filing = 'complex' AND coalesce(filed_at, closed_at, $3) - accepted_at > $1 * 86400000;
-- name: given_up
SELECT count(*) FROM (SELECT CASE WHEN coalesce(located_at, 0) > filed_at THEN located_at ELSE filed_at END + $1 * 86400000 AS offer,
	coalesce(recovered_at, unsolved_at, closed_at, $3) AS stop FROM theft WHERE filed_at < $3) d WHERE offer >= $2 AND offer < $3 AND offer < stop;
-- name: unsigned
SELECT count(*) FROM police_order o WHERE issued_at >= $2 AND issued_at < $3
	AND coalesce((SELECT min(e.at) FROM order_event e WHERE e.ord = o.id AND e.from_state = 'issued' AND e.to_state <> 'issued'), $3) - issued_at > $1 * 1000;
-- name: unsigned_live
SELECT count(*) FROM police_order o WHERE issued_at >= $2 AND issued_at < $3 AND late = 0
	AND coalesce((SELECT min(e.at) FROM order_event e WHERE e.ord = o.id AND e.from_state = 'issued' AND e.to_state <> 'issued'), $3) - issued_at > $1 * 1000;
-- name: flooded
SELECT count(*) FROM (SELECT count(*) OVER (PARTITION BY rule, district ORDER BY opened_at RANGE BETWEEN 59999 PRECEDING AND CURRENT ROW) - 1 AS others FROM alert
	WHERE opened_at >= $2 AND opened_at < $3) d WHERE others >= $1;
-- A look under a case is at its bike; one by a request at the request's, which stands for it.
-- name: looked_full
SELECT count(*) FROM (SELECT a.actor, (a.at + 28800000) / 86400000 AS day FROM audit a WHERE a.at >= $2 AND a.at < $3
	AND a.verb IN ('trail.read', 'live.read', 'passages.read', 'access.read') AND a.actor > 0 GROUP BY a.actor, (a.at + 28800000) / 86400000
	HAVING count(DISTINCT coalesce('b' || CAST((SELECT t.bike FROM theft t WHERE t.id = a.theft) AS TEXT), a.subject)) >= $1) d;
-- name: looked_drip
SELECT count(DISTINCT actor) FROM (SELECT actor, day, lag(day, 2) OVER (PARTITION BY actor ORDER BY day) AS third FROM (
	SELECT a.actor, (a.at + 28800000) / 86400000 AS day FROM audit a WHERE a.at >= $2 AND a.at < $3
	AND a.verb IN ('trail.read', 'live.read', 'passages.read', 'access.read') AND a.actor > 0 GROUP BY a.actor, (a.at + 28800000) / 86400000
	HAVING count(DISTINCT coalesce('b' || CAST((SELECT t.bike FROM theft t WHERE t.id = a.theft) AS TEXT), a.subject)) >= $1) n) d WHERE day - third < 7;
-- name: looked_early
SELECT count(*) FROM audit WHERE at >= $2 AND at < $3 AND verb IN ('trail.read', 'live.read', 'passages.read', 'access.read') AND actor > 0
	AND (at + 28800000) / 3600000 % 24 < $1;
-- name: looked_after
SELECT count(*) FROM audit WHERE at >= $2 AND at < $3 AND verb IN ('trail.read', 'live.read', 'passages.read', 'access.read') AND actor > 0
	AND (at + 28800000) / 3600000 % 24 >= $1;
-- name: request_old
SELECT count(*) FROM access_request WHERE asked_at >= $2 AND asked_at < $3 AND used_at - decided_at >= $1 * 3600000;
-- name: request_long
SELECT count(*) FROM access_request WHERE asked_at >= $2 AND asked_at < $3 AND to_at - from_at > $1 * 86400000;
-- name: request_far
SELECT count(*) FROM access_request WHERE asked_at >= $2 AND asked_at < $3 AND from_at < asked_at - $1 * 86400000;
-- name: renewed_early
SELECT count(*) FROM plan p WHERE p.sold_at >= $2 AND p.sold_at < $3 AND p.starts_at > p.sold_at + $1 * 86400000
	AND EXISTS (SELECT 1 FROM plan q WHERE q.bike = p.bike AND q.product = p.product AND q.id <> p.id AND q.ends_at = p.starts_at);
