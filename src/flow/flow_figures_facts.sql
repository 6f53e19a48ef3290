-- One row a case, alert, order, plan or claim with what its figures ask: unit, point, district (the first six digits of a number), instant, state, word, then
-- numbers. $1 area, $2 1: a whole city; [$3, $4) the instants. Two of each: <x>_all in any order and without names, as an index alone has them, for the figure
-- ($5 1: with districts, where they are another table's), and <x> by id with id and name at the end, for its list ($5 after).
-- The two have the same columns. No figure asks who did it: no account is read here (figure_defs_test).
-- numbers: accepted, filed, located, recovered, solved at; first standing case of its crime
-- name: cases_all
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind, t.accepted_at, t.filed_at, t.located_at, t.recovered_at, t.solved_at,
	CASE WHEN t.crime > 0 AND EXISTS (SELECT 1 FROM theft o WHERE o.crime = t.crime AND o.crime > 0 AND o.id < t.id AND o.filed_at IS NOT NULL
	AND o.state NOT IN ('withdrawn', 'unfounded')) THEN 0 ELSE 1 END
	FROM theft t WHERE t.reported_at >= $3 AND t.reported_at < $4 AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0));
-- name: cases
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind, t.accepted_at, t.filed_at, t.located_at, t.recovered_at, t.solved_at,
	CASE WHEN t.crime > 0 AND EXISTS (SELECT 1 FROM theft o WHERE o.crime = t.crime AND o.crime > 0 AND o.id < t.id AND o.filed_at IS NOT NULL
	AND o.state NOT IN ('withdrawn', 'unfounded')) THEN 0 ELSE 1 END,
	t.id, t.number
	FROM theft t WHERE t.id > $5 AND t.reported_at >= $3 AND t.reported_at < $4
	AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0)) ORDER BY t.id;
-- numbers: the same, and whether it was watched
-- name: watches_all
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind, t.accepted_at, t.filed_at, t.located_at, t.recovered_at, t.solved_at,
	CASE WHEN t.crime > 0 AND EXISTS (SELECT 1 FROM theft o WHERE o.crime = t.crime AND o.crime > 0 AND o.id < t.id AND o.filed_at IS NOT NULL
	AND o.state NOT IN ('withdrawn', 'unfounded')) THEN 0 ELSE 1 END,
	CASE WHEN t.state IN ('watched', 'located', 'unsolved') OR t.located_at IS NOT NULL THEN 1
	WHEN t.state IN ('recovered', 'returned') AND EXISTS (SELECT 1 FROM theft_event e WHERE e.theft = t.id AND e.to_state = 'watched') THEN 1 ELSE 0 END
	FROM theft t WHERE t.reported_at >= $3 AND t.reported_at < $4 AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0));
-- name: watches
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind, t.accepted_at, t.filed_at, t.located_at, t.recovered_at, t.solved_at,
	CASE WHEN t.crime > 0 AND EXISTS (SELECT 1 FROM theft o WHERE o.crime = t.crime AND o.crime > 0 AND o.id < t.id AND o.filed_at IS NOT NULL
	AND o.state NOT IN ('withdrawn', 'unfounded')) THEN 0 ELSE 1 END,
	CASE WHEN t.state IN ('watched', 'located', 'unsolved') OR t.located_at IS NOT NULL THEN 1
	WHEN t.state IN ('recovered', 'returned') AND EXISTS (SELECT 1 FROM theft_event e WHERE e.theft = t.id AND e.to_state = 'watched') THEN 1 ELSE 0 END,
	t.id, t.number
	FROM theft t WHERE t.id > $5 AND t.reported_at >= $3 AND t.reported_at < $4
	AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0)) ORDER BY t.id;
-- those that have not ended: the words of theft_open
-- name: open_all
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind
	FROM theft t WHERE t.state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded') AND t.reported_at >= $3 AND t.reported_at < $4
	AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0));
-- name: open
SELECT t.unit, 0, t.number, t.reported_at, t.state, t.lock_kind,
	t.id, t.number
	FROM theft t WHERE t.state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded') AND t.id > $5 AND t.reported_at >= $3 AND t.reported_at < $4
	AND (t.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND t.unit = 0)) ORDER BY t.id;
-- numbers: said to be false, said to be either
-- name: alerts_all
SELECT coalesce(t.unit, 0), 0, CAST(a.district AS TEXT), a.opened_at, a.state, '',
	CASE WHEN a.outcome = 'false' THEN 1 ELSE 0 END, CASE WHEN a.outcome = '' THEN 0 ELSE 1 END
	FROM alert a LEFT JOIN theft t ON t.id = a.theft WHERE a.opened_at >= $3 AND a.opened_at < $4
	AND (coalesce(t.unit, 0) IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND coalesce(t.unit, 0) = 0));
-- name: alerts
SELECT coalesce(t.unit, 0), 0, CAST(a.district AS TEXT), a.opened_at, a.state, '',
	CASE WHEN a.outcome = 'false' THEN 1 ELSE 0 END, CASE WHEN a.outcome = '' THEN 0 ELSE 1 END,
	a.id, coalesce(t.number, '')
	FROM alert a LEFT JOIN theft t ON t.id = a.theft WHERE a.id > $5 AND a.opened_at >= $3 AND a.opened_at < $4
	AND (coalesce(t.unit, 0) IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND coalesce(t.unit, 0) = 0)) ORDER BY a.id;
-- numbers: signed at, told to another desk
-- name: orders_all
SELECT o.unit, 0, CASE WHEN $5 = 1 THEN coalesce((SELECT t.number FROM theft t WHERE t.id = o.theft), '') ELSE '' END, o.issued_at, o.state, '', o.signed_at, o.level
	FROM police_order o WHERE o.issued_at >= $3 AND o.issued_at < $4 AND (o.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND o.unit = 0));
-- name: orders
SELECT o.unit, 0, coalesce(t.number, ''), o.issued_at, o.state, '', o.signed_at, o.level,
	o.id, coalesce(t.number, '')
	FROM police_order o LEFT JOIN theft t ON t.id = o.theft WHERE o.id > $5 AND o.issued_at >= $3 AND o.issued_at < $4
	AND (o.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND o.unit = 0)) ORDER BY o.id;
-- by the time of the catch; the name of a row is its case, never a person
-- name: suspects_all
SELECT x.unit_id, 0, '', x.caught_at, x.state, ''
	FROM suspect x LEFT JOIN theft t ON t.id = x.theft WHERE x.caught_at >= $3 AND x.caught_at < $4 AND (x.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND x.unit_id = 0));
-- name: suspects
SELECT x.unit_id, 0, '', x.caught_at, x.state, '',
	x.id, coalesce(t.number, '')
	FROM suspect x LEFT JOIN theft t ON t.id = x.theft WHERE x.id > $5 AND x.caught_at >= $3 AND x.caught_at < $4
	AND (x.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND x.unit_id = 0)) ORDER BY x.id;
-- by the time of the find
-- name: seized_all
SELECT s.unit_id, 0, '', s.found_at, s.state, ''
	FROM seized s WHERE s.found_at >= $3 AND s.found_at < $4 AND (s.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND s.unit_id = 0));
-- name: seized
SELECT s.unit_id, 0, '', s.found_at, s.state, '',
	s.id, s.number
	FROM seized s WHERE s.id > $5 AND s.found_at >= $3 AND s.found_at < $4
	AND (s.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND s.unit_id = 0)) ORDER BY s.id;
-- by the time of the raid
-- name: dens_all
SELECT d.unit_id, 0, '', d.raided_at, d.state, ''
	FROM den d WHERE d.raided_at >= $3 AND d.raided_at < $4 AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0));
-- name: dens
SELECT d.unit_id, 0, '', d.raided_at, d.state, '',
	d.id, d.place
	FROM den d WHERE d.id > $5 AND d.raided_at >= $3 AND d.raided_at < $4
	AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0)) ORDER BY d.id;
-- by the time of the hand-over
-- name: returns_all
SELECT i.unit_id, 0, '', i.returned_at, i.state, ''
	FROM return_item i JOIN seized s ON s.id = i.seized AND s.kind = 'bike' WHERE i.returned_at >= $3 AND i.returned_at < $4 AND i.state = 'returned' AND (i.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND i.unit_id = 0));
-- name: returns
SELECT i.unit_id, 0, '', i.returned_at, i.state, '',
	i.id, s.number
	FROM return_item i JOIN seized s ON s.id = i.seized AND s.kind = 'bike' WHERE i.id > $5 AND i.returned_at >= $3 AND i.returned_at < $4 AND i.state = 'returned'
	AND (i.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND i.unit_id = 0)) ORDER BY i.id;
-- numbers: price, paid back or owed back, begins, ends
-- name: plans_all
SELECT p.unit, p.site, CASE WHEN $5 = 1 THEN coalesce((SELECT CAST(s.district AS TEXT) FROM site s WHERE s.id = p.site), '') ELSE '' END, p.sold_at, p.state, p.product, p.price_fen, p.refund_fen
	FROM plan p WHERE p.sold_at >= $3 AND p.sold_at < $4 AND (p.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND p.unit = 0));
-- name: plans
SELECT p.unit, p.site, coalesce((SELECT CAST(s.district AS TEXT) FROM site s WHERE s.id = p.site), ''), p.sold_at, p.state, p.product, p.price_fen, p.refund_fen, p.starts_at, p.ends_at,
	p.id, p.receipt
	FROM plan p WHERE p.id > $5 AND p.sold_at >= $3 AND p.sold_at < $4
	AND (p.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND p.unit = 0)) ORDER BY p.id;
-- Those whose cover runs at $3 (as $4), added up: the last number is how many; begins and ends are what says so to the rules.
-- name: running_all
SELECT p.unit, p.site, CASE WHEN $5 = 1 THEN coalesce((SELECT CAST(s.district AS TEXT) FROM site s WHERE s.id = p.site), '') ELSE '' END, 1, 'live', p.product, 0, 0, $3, $4 + 1, count(*)
	FROM plan p WHERE p.state = 'live' AND p.ends_at > $4 AND p.starts_at <= $3
	AND (p.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND p.unit = 0))
	GROUP BY p.unit, p.site, p.product;
-- pg:
SELECT p.unit, p.site, CASE WHEN $5::bigint = 1 THEN coalesce((SELECT CAST(s.district AS TEXT) FROM site s WHERE s.id = p.site), '') ELSE '' END, 1, 'live', p.product, 0, 0, $3::bigint, $4::bigint + 1, count(*)
	FROM plan p WHERE p.state = 'live' AND p.ends_at > $4::bigint AND p.starts_at <= $3::bigint
	AND (p.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2::bigint = 1 AND p.unit = 0))
	GROUP BY p.unit, p.site, p.product;
-- numbers: amount, paid at, day owed, ended at
-- name: claims_all
SELECT c.unit, 0, CASE WHEN $5 = 1 THEN coalesce((SELECT t.number FROM theft t WHERE t.id = c.theft), '') ELSE '' END, c.submitted_at, c.state, '', c.amount_fen, c.paid_at, c.owed_day, c.closed_at
	FROM claim c WHERE c.submitted_at >= $3 AND c.submitted_at < $4 AND (c.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit = 0));
-- name: claims
SELECT c.unit, 0, coalesce(t.number, ''), c.submitted_at, c.state, '', c.amount_fen, c.paid_at, c.owed_day, c.closed_at,
	c.id, c.number
	FROM claim c LEFT JOIN theft t ON t.id = c.theft WHERE c.id > $5 AND c.submitted_at >= $3 AND c.submitted_at < $4
	AND (c.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit = 0)) ORDER BY c.id;
-- those that may be owed now
-- name: owed_all
SELECT c.unit, 0, CASE WHEN $5 = 1 THEN coalesce((SELECT t.number FROM theft t WHERE t.id = c.theft), '') ELSE '' END, c.submitted_at, c.state, '', c.amount_fen, c.paid_at, c.owed_day, c.closed_at
	FROM claim c WHERE c.owed_day IS NOT NULL AND c.paid_at IS NULL AND c.closed_at IS NULL AND c.state <> 'rejected' AND c.submitted_at >= $3 AND c.submitted_at < $4
	AND (c.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit = 0));
-- what counts by its state says figure_stages; days begin at 16:00 of the day before in UTC, so $3 / 86400000 is the day before. Numbers: junction, hour, source, appealed
-- name: violations_all
SELECT v.unit_id, 0, '', v.at, v.state, v.kind, coalesce(v.junction, 0), (v.at + 28800000) / 3600000 % 24,
	CASE v.source WHEN 'radio' THEN 0 WHEN 'camera' THEN 1 WHEN 'import' THEN 3 ELSE 2 END, CASE WHEN v.appealed_at IS NULL THEN 0 ELSE 1 END
	FROM violation v WHERE v.day > $3 / 86400000 AND v.day <= $4 / 86400000 AND (v.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND v.unit_id = 0));
-- name: violations
SELECT v.unit_id, 0, '', v.at, v.state, v.kind, coalesce(v.junction, 0), (v.at + 28800000) / 3600000 % 24,
	CASE v.source WHEN 'radio' THEN 0 WHEN 'camera' THEN 1 WHEN 'import' THEN 3 ELSE 2 END, CASE WHEN v.appealed_at IS NULL THEN 0 ELSE 1 END,
	v.id, v.number
	FROM violation v WHERE v.id > $5 AND v.day > $3 / 86400000 AND v.day <= $4 / 86400000
	AND (v.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND v.unit_id = 0)) ORDER BY v.id;
-- Those that may count against a rider, in the order of their days and captures; numbers: rider, month, 1: here. Of the month in which the days begin what lies before
-- them is read too. The list has them numbered: the place among that rider's of the month here, and among all of that month's in the city; its condition is in the
-- words of the index violation_counted.
-- name: riders_all
SELECT v.unit_id, 0, '', v.at, v.state, v.kind, v.rider, v.month, CASE WHEN v.day > $3 / 86400000 AND (v.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND v.unit_id = 0)) THEN 1 ELSE 0 END
	FROM violation v WHERE v.excluded = '' AND v.rider IS NOT NULL AND v.day > $3 / 86400000 - 31 AND v.day <= $4 / 86400000 ORDER BY v.day, v.id;
-- name: riders
SELECT y.unit_id, 0, '', y.at, y.state, y.kind, y.first, y.nth,
	y.id, y.number
	FROM (SELECT x.id, x.number, x.unit_id, x.at, x.state, x.kind, x.nth, row_number() OVER (PARTITION BY x.rider, x.month ORDER BY x.day, x.id) AS first
	FROM (SELECT v.id, v.number, v.unit_id, v.at, v.state, v.kind, v.rider, v.month, v.day, row_number() OVER (PARTITION BY v.rider, v.month ORDER BY v.day, v.id) AS nth
	FROM violation v WHERE v.state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND v.excluded = '' AND v.rider IS NOT NULL
	AND v.day > $3 / 86400000 - 31 AND v.day <= $4 / 86400000) x
	WHERE x.day > $3 / 86400000 AND (x.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND x.unit_id = 0))) y
	WHERE y.id > $5 ORDER BY y.id;

-- by the day of the last session, counted from its midnight at +08:00
-- name: classes_all
SELECT c.unit_id, 0, '', c.last_day * 86400000 - 28800000, c.state, ''
	FROM course c WHERE c.state = 'closed' AND c.last_day > $3 / 86400000 AND c.last_day <= $4 / 86400000 AND (c.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit_id = 0));
-- name: classes
SELECT c.unit_id, 0, '', c.last_day * 86400000 - 28800000, c.state, '',
	c.id, c.number
	FROM course c WHERE c.id > $5 AND c.state = 'closed' AND c.last_day > $3 / 86400000 AND c.last_day <= $4 / 86400000
	AND (c.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND c.unit_id = 0)) ORDER BY c.id;
-- each time somebody finished the sessions; the name is the class's, never a person's
-- name: taught_all
SELECT d.unit_id, 0, '', e.at, d.state, ''
	FROM course_duty_event e JOIN course_duty d ON d.id = e.duty WHERE e.event = 'complete' AND e.at >= $3 AND e.at < $4 AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0));
-- name: taught
SELECT d.unit_id, 0, '', e.at, d.state, '',
	e.id, coalesce((SELECT max(c.number) FROM course_seat s JOIN course c ON c.id = s.course WHERE s.duty = d.id AND s.state = 'done'), '')
	FROM course_duty_event e JOIN course_duty d ON d.id = e.duty WHERE e.id > $5 AND e.event = 'complete' AND e.at >= $3 AND e.at < $4
	AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0)) ORDER BY e.id;
-- papers that were marked; the name is the certificate's
-- name: papers_all
SELECT d.unit_id, 0, '', p.ended_at, p.state, ''
	FROM exam_paper p JOIN course_duty d ON d.id = p.duty WHERE p.state IN ('passed', 'failed') AND p.ended_at >= $3 AND p.ended_at < $4 AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0));
-- name: papers
SELECT d.unit_id, 0, '', p.ended_at, p.state, '',
	p.id, coalesce((SELECT t.number FROM course_certificate t WHERE t.duty = d.id), '')
	FROM exam_paper p JOIN course_duty d ON d.id = p.duty WHERE p.id > $5 AND p.state IN ('passed', 'failed') AND p.ended_at >= $3 AND p.ended_at < $4
	AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0)) ORDER BY p.id;
-- numbers: junction, hour
-- name: spots_all
SELECT d.unit_id, 0, '', d.at, d.state, d.kind, coalesce(d.junction, 0), (d.at + 28800000) / 3600000 % 24
	FROM spot_decision d WHERE d.at >= $3 AND d.at < $4 AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0));
-- name: spots
SELECT d.unit_id, 0, '', d.at, d.state, d.kind, coalesce(d.junction, 0), (d.at + 28800000) / 3600000 % 24,
	d.id, d.number
	FROM spot_decision d WHERE d.id > $5 AND d.at >= $3 AND d.at < $4
	AND (d.unit_id IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND d.unit_id = 0)) ORDER BY d.id;
