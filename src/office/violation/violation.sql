-- name: number
INSERT INTO violation_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = violation_number.n + 1 RETURNING n;
-- name: add
INSERT INTO violation (number, kind, source, source_key, state, unit_id, path, junction, arm, place, at, err_ms, day, month, tag, plate, bike, owner, rider, excluded, confidence,
	against, evidence, evidence_sha, picture, picture_sha, code, note, review_due, captured_at)
	VALUES ($1, $2, $3, $4, 'captured', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29) RETURNING id;
-- name: by_key
SELECT id FROM violation WHERE source_key = $1;
-- name: by_id
SELECT id, number, kind, source, source_key, state, unit_id, path, coalesce(junction, 0), arm, place, at, err_ms, day, month, tag, plate, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0),
	excluded, confidence, against, evidence, evidence_sha, picture, picture_sha, code, ground, note, review_due, captured_at, coalesce(reviewed_by, 0), coalesce(reviewed_at, 0),
	coalesce(notified_at, 0), coalesce(acknowledged_at, 0), coalesce(appealed_at, 0), coalesce(appeal_due, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), ver FROM violation WHERE id = $1;
-- name: list
SELECT id, number, kind, source, source_key, state, unit_id, path, coalesce(junction, 0), arm, place, at, err_ms, day, month, tag, plate, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0),
	excluded, confidence, against, evidence, evidence_sha, picture, picture_sha, code, ground, note, review_due, captured_at, coalesce(reviewed_by, 0), coalesce(reviewed_at, 0),
	coalesce(notified_at, 0), coalesce(acknowledged_at, 0), coalesce(appealed_at, 0), coalesce(appeal_due, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), ver FROM violation
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 AND ($3 = '' OR $3 LIKE '%,' || state || ',%') AND ($4 = '' OR kind = $4) AND ($5 = '' OR source = $5) AND
	($6 = 0 OR junction = $6) AND ($7 = 0 OR rider = $7) AND ($8 = 0 OR bike = $8) AND day >= $9 AND day <= $10 AND ($11 = 0 OR month = $11) AND ($12 = 0 OR review_due <= $12) ORDER BY id DESC LIMIT $13;
-- name: queue
SELECT id, number, kind, source, source_key, state, unit_id, path, coalesce(junction, 0), arm, place, at, err_ms, day, month, tag, plate, coalesce(bike, 0), coalesce(owner, 0), coalesce(rider, 0),
	excluded, confidence, against, evidence, evidence_sha, picture, picture_sha, code, ground, note, review_due, captured_at, coalesce(reviewed_by, 0), coalesce(reviewed_at, 0),
	coalesce(notified_at, 0), coalesce(acknowledged_at, 0), coalesce(appealed_at, 0), coalesce(appeal_due, 0), coalesce(decided_by, 0), coalesce(decided_at, 0), ver FROM violation
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 AND ($3 = '' OR $3 LIKE '%,' || state || ',%') AND ($4 = '' OR kind = $4) AND ($5 = '' OR source = $5) AND
	($6 = 0 OR junction = $6) AND ($7 = 0 OR rider = $7) AND ($8 = 0 OR bike = $8) AND day >= $9 AND day <= $10 AND ($11 = 0 OR month = $11) AND ($12 = 0 OR review_due <= $12) ORDER BY review_due,
	CASE WHEN picture <> '' THEN 0 WHEN source = 'radio' THEN 1 ELSE 2 END, CASE WHEN $14 = 1 THEN place ELSE '' END, confidence DESC, id LIMIT $13;
-- name: move
UPDATE violation SET state = $1, excluded = $2, code = $3, ground = $4, note = $5, review_due = $6, reviewed_by = $7, reviewed_at = $8, notified_at = $9, acknowledged_at = $10,
	appealed_at = $11, appeal_due = $12, decided_by = $13, decided_at = $14, ver = ver + 1 WHERE id = $15 AND ver = $16 AND state = $17;
-- name: set_rider
UPDATE violation SET rider = $1, excluded = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: set_picture
UPDATE violation SET picture = $1, picture_sha = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: event_add
INSERT INTO violation_event (violation, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM violation_event WHERE violation = $1 ORDER BY id LIMIT $2;
-- name: import_list
SELECT e.note, min(e.at), max(e.actor), count(*), count(CASE WHEN v.source_key LIKE 'import:%' THEN 1 END) FROM violation_event e JOIN violation v ON v.id = e.violation
	WHERE e.event = 'import' AND substr(v.path, 1, length($1)) = $1 GROUP BY e.note ORDER BY min(e.at) DESC, e.note LIMIT $2;
-- name: import_rows
SELECT v.id FROM violation_event e JOIN violation v ON v.id = e.violation WHERE e.event = 'import' AND e.note = $1 AND v.source_key LIKE 'import:%' AND
	v.state <> 'appealed' AND substr(v.path, 1, length($2)) = $2 ORDER BY v.id LIMIT $3;
-- name: import_appealed
SELECT count(*) FROM violation_event e JOIN violation v ON v.id = e.violation WHERE e.event = 'import' AND e.note = $1 AND v.source_key LIKE 'import:%' AND
	v.state = 'appealed' AND substr(v.path, 1, length($2)) = $2;
-- name: unkey
UPDATE violation SET source_key = $1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: count_month
SELECT count(*) FROM violation WHERE rider = $1 AND month = $2 AND state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded IN ('', 'education_only');
-- name: count_month_strict
SELECT count(*) FROM violation WHERE rider = $1 AND month = $2 AND state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded = '';
-- name: count_month_old
SELECT count(*) FROM violation WHERE rider = $1 AND month = $2 AND source = 'import' AND state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded = '';
-- name: count_ever
SELECT count(*) FROM violation WHERE rider = $1 AND state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded = '';
-- name: due_days
SELECT review_due, count(*), coalesce(max((SELECT max(e.at) FROM violation_event e WHERE e.violation = violation.id AND e.event IN ('warn', 'warn_last'))), 0) FROM violation
	WHERE state IN ('captured', 'screened') AND substr(path, 1, length($1)) = $1 GROUP BY review_due ORDER BY review_due;
-- name: told_since
SELECT count(*) FROM violation_event WHERE violation = $1 AND event = $2 AND at >= $3;
-- name: merged_months
SELECT DISTINCT month FROM violation WHERE rider = $1 ORDER BY month;
-- name: merged_events
INSERT INTO violation_event (violation, at, event, actor, from_state, to_state, note) SELECT id, $1, 'merged', $2, state, state, '' FROM violation WHERE rider = $3 OR owner = $3;
-- name: merged
UPDATE violation SET rider = CASE WHEN rider = $2 THEN $1 ELSE rider END, owner = CASE WHEN owner = $2 THEN $1 ELSE owner END, ver = ver + 1 WHERE rider = $2 OR owner = $2;
-- name: unwarned
SELECT id, unit_id, review_due FROM violation WHERE state IN ('captured', 'screened') AND review_due >= $1 AND review_due <= $2 AND NOT EXISTS (SELECT 1 FROM violation_event w
	WHERE w.violation = violation.id AND w.event = $3 AND w.id > (SELECT coalesce(max(r.id), 0) FROM violation_event r WHERE r.violation = violation.id AND r.event = 'reopen'
	AND r.from_state <> 'dismissed')) ORDER BY unit_id, review_due, id LIMIT $4;
