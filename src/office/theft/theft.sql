-- name: number
INSERT INTO theft_number (district, day, n) VALUES ($1, $2, 1)
	ON CONFLICT (district, day) DO UPDATE SET n = theft_number.n + 1 RETURNING n;
-- name: add
INSERT INTO theft (number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, lat_e7, lon_e7, place, note, officer, source, source_ref,
	locked, lock_kind, key_count, key_place, unit)
	VALUES ($1, $2, $3, $4, 'reported', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) RETURNING id;
-- name: reporter_add
INSERT INTO theft_reporter (theft, ref, p_name, p_phone) VALUES ($1, $2, $3, $4);
-- name: reporter
SELECT ref, p_name, p_phone FROM theft_reporter WHERE theft = $1;
-- name: by_id
SELECT id, number, bike, tag, plate, state, severity, source, source_ref, last_seen_at, missing_at, reported_at, coalesce(accepted_at, 0),
	coalesce(filing_due_at, 0), coalesce(filed_at, 0), coalesce(located_at, 0), coalesce(recovered_at, 0), coalesce(unsolved_at, 0), coalesce(closed_at, 0),
	coalesce(solved_at, 0), receipt_no, filing, filing_no, crime, lat_e7, lon_e7, place, note, locked, lock_kind, key_count, key_place, reason,
	coalesce(officer, 0), unit, ver FROM theft WHERE id = $1;
-- name: list
SELECT id, number, bike, tag, plate, state, severity, source, source_ref, last_seen_at, missing_at, reported_at, coalesce(accepted_at, 0),
	coalesce(filing_due_at, 0), coalesce(filed_at, 0), coalesce(located_at, 0), coalesce(recovered_at, 0), coalesce(unsolved_at, 0), coalesce(closed_at, 0),
	coalesce(solved_at, 0), receipt_no, filing, filing_no, crime, lat_e7, lon_e7, place, note, locked, lock_kind, key_count, key_place, reason,
	coalesce(officer, 0), unit, ver FROM theft
	WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = 0 OR state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded'))
	AND ($4 = '' OR unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($4)) = $4))
	AND ($5 = 'all' OR ($5 = 'confirm' AND state = 'reported' AND source = 'owner') OR ($5 = 'file' AND state = 'accepted')
	OR ($5 = 'overdue' AND state = 'accepted' AND filing_due_at < $6)
	OR ($5 = 'give_up' AND state IN ('filed', 'watched', 'located') AND filed_at < $7 AND coalesce(located_at, 0) < $7))
	AND ($9 = 0 OR crime = $9) AND ($10 = '' OR number = $10 OR plate = $10) ORDER BY id DESC LIMIT $8;
-- name: of_bike
SELECT id, number, bike, tag, plate, state, severity, source, source_ref, last_seen_at, missing_at, reported_at, coalesce(accepted_at, 0),
	coalesce(filing_due_at, 0), coalesce(filed_at, 0), coalesce(located_at, 0), coalesce(recovered_at, 0), coalesce(unsolved_at, 0), coalesce(closed_at, 0),
	coalesce(solved_at, 0), receipt_no, filing, filing_no, crime, lat_e7, lon_e7, place, note, locked, lock_kind, key_count, key_place, reason,
	coalesce(officer, 0), unit, ver FROM theft WHERE bike = $1 ORDER BY id DESC LIMIT $2;
-- name: queues
SELECT coalesce(sum(CASE WHEN state = 'reported' AND source = 'owner' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state = 'accepted' AND filing_due_at < $2 THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state IN ('filed', 'watched', 'located') AND filed_at < $3 AND coalesce(located_at, 0) < $3 THEN 1 ELSE 0 END), 0)
	FROM theft WHERE state IN ('reported', 'accepted', 'filed', 'watched', 'located')
	AND ($1 = '' OR unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1));
-- name: open_of
SELECT coalesce(max(id), 0) FROM theft WHERE bike = $1 AND state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded');
-- name: open_count
SELECT count(*) FROM theft WHERE state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded');
-- name: owner_reports
SELECT count(*) FROM theft WHERE bike = $1 AND source = 'owner' AND reported_at > $2;
-- name: move
UPDATE theft SET state = $1, accepted_at = $2, receipt_no = $3, filing = $4, filing_due_at = $5, filed_at = $6, filing_no = $7, located_at = $8,
	recovered_at = $9, unsolved_at = $10, closed_at = $11, solved_at = $12, officer = $13, unit = $14, reason = $15, ver = ver + 1
	WHERE id = $16 AND state = $17 AND ver = $18;
-- name: solve_others
UPDATE theft SET solved_at = $1, ver = ver + 1 WHERE crime = $2 AND crime > 0 AND id <> $3;
-- name: event_others
INSERT INTO theft_event (theft, at, event, actor, from_state, to_state, note)
	SELECT id, $1, $2, $3, state, state, $4 FROM theft WHERE crime = $5 AND crime > 0 AND id <> $6 ORDER BY id;
-- name: assign
UPDATE theft SET unit = $1, officer = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: crime_set
UPDATE theft SET crime = $1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: crime_led
SELECT count(*) FROM theft WHERE crime = $1 AND crime > 0 AND id <> $1;
-- name: event_add
INSERT INTO theft_event (theft, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM theft_event WHERE theft = $1 ORDER BY id LIMIT $2;
-- name: watch_add
INSERT INTO watch_change (theft, tag, op, severity, at, since) VALUES ($1, $2, $3, $4, $5, $6);
-- name: watch_pending
SELECT id, theft, tag, op, severity, at, since FROM watch_change WHERE journaled = 0 ORDER BY id LIMIT $1;
-- name: watch_journaled
UPDATE watch_change SET journaled = 1 WHERE id = $1 AND journaled = 0;
-- name: watch_again
INSERT INTO watch_change (theft, tag, op, severity, at, since)
	SELECT id, tag, 'add', severity, $1, last_seen_at FROM theft WHERE state IN ('watched', 'located', 'unsolved') ORDER BY id;

-- name: seal_name
SELECT theft, ref, p_name FROM theft_reporter WHERE theft > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY theft LIMIT $3;
-- name: put_name
UPDATE theft_reporter SET p_name = $1 WHERE theft = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM theft_reporter WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: seal_phone
SELECT theft, ref, p_phone FROM theft_reporter WHERE theft > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY theft LIMIT $3;
-- name: put_phone
UPDATE theft_reporter SET p_phone = $1 WHERE theft = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM theft_reporter WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
