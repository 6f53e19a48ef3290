-- name: add
INSERT INTO course_duty (unit_id, path, rider, month, count, state, book_due, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, 'required', $6, $7, $7) RETURNING id;
-- name: by_id
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty WHERE id = $1;
-- name: by_id_of
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE id = $1 AND rider = $2;
-- name: of_month
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE rider = $1 AND month = $2;
-- name: list
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE id < $1 AND substr(path, 1, length($2)) = $2 AND ($3 = '' OR instr($3, ',' || state || ',') > 0) AND ($4 = 0 OR month = $4) AND
	($5 = 0 OR (book_due < $5 AND state IN ('required', 'no_show'))) AND ($6 = 0 OR invited_at IS NULL) AND ($7 = 0 OR rider = $7) ORDER BY id DESC LIMIT $8;
-- name: overdue
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE state IN ('required', 'no_show') AND book_due < $1 ORDER BY id LIMIT $2;
-- name: of_rider
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE rider = $1 ORDER BY month DESC LIMIT $2;
-- name: in
SELECT id, unit_id, path, rider, month, count, state, history, coalesce(course, 0), book_due, misses, fails, attempts, coalesce(retake_day, 0), coalesce(invited_at, 0), invites,
	coalesce(film_from, 0), coalesce(film_seen, 0), coalesce(passed_at, 0), coalesce(score, -1), note, created_at, changed_at, ver FROM course_duty
	WHERE course = $1 ORDER BY id LIMIT $2;
-- name: move
UPDATE course_duty SET state = $1, history = $2, course = $3, book_due = $4, misses = $5, fails = $6, attempts = $7, retake_day = $8, passed_at = $9, score = $10, note = $11,
	changed_at = $12, ver = ver + 1 WHERE id = $13 AND ver = $14 AND state = $15;
-- name: count
UPDATE course_duty SET count = $1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: invited
UPDATE course_duty SET invited_at = $1, invites = invites + 1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: attempt
UPDATE course_duty SET attempts = attempts + 1, ver = ver + 1 WHERE id = $1 AND ver = $2;
-- name: film
UPDATE course_duty SET film_from = coalesce(film_from, $1), film_seen = coalesce(film_seen, $2), ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: event_add
INSERT INTO course_duty_event (duty, at, event, actor, from_state, to_state, note) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: events
SELECT id, at, event, actor, from_state, to_state, note FROM course_duty_event WHERE duty = $1 ORDER BY id LIMIT $2;
-- name: take
UPDATE course SET taken = taken + 1, ver = ver + 1 WHERE id = $1 AND state = 'open' AND taken < seats AND
	NOT EXISTS (SELECT 1 FROM course_session s WHERE s.course = course.id AND (s.day < $2 OR (s.day = $2 AND s.from_min <= $3)));
-- name: give
UPDATE course SET taken = taken - 1, ver = ver + 1 WHERE id = $1 AND taken > 0;
-- name: seat_put
INSERT INTO course_seat (course, duty, state, at) VALUES ($1, $2, $3, $4) ON CONFLICT (course, duty) DO UPDATE SET state = excluded.state, at = excluded.at;
-- name: came_add
INSERT INTO course_attendance (duty, course, no, how, at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (duty, course, no) DO NOTHING;
-- name: came_off
DELETE FROM course_attendance WHERE duty = $1 AND course = $2 AND no = $3;
-- name: came_drop
DELETE FROM course_attendance WHERE duty = $1 AND course = $2;
-- name: came
SELECT count(*) FROM course_attendance WHERE duty = $1 AND course = $2;
-- name: done_end
SELECT s.day, s.to_min FROM course_seat k JOIN course_session s ON s.course = k.course WHERE k.duty = $1 AND k.state = 'done' ORDER BY s.day DESC, s.to_min DESC LIMIT 1;
-- name: merged
UPDATE course_duty SET rider = $1, ver = ver + 1 WHERE rider = $2 AND NOT EXISTS (SELECT 1 FROM course_duty o WHERE o.rider = $1 AND o.month = course_duty.month);
-- name: merged_events
INSERT INTO course_duty_event (duty, at, event, actor, from_state, to_state, note) SELECT id, $1, 'merged', $2, state, state, '' FROM course_duty
	WHERE rider = $3 AND NOT EXISTS (SELECT 1 FROM course_duty o WHERE o.rider = $4 AND o.month = course_duty.month);
-- name: put
UPDATE course_duty SET rider = $1, month = $2, ver = ver + 1 WHERE id = $3 AND ver = $4;
-- name: figures
SELECT count(*), coalesce(sum(CASE WHEN state = 'booked' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'in_class' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state = 'exam' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'retake' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state = 'passed' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN state = 'escalated' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END), 0), coalesce(sum(history), 0),
	coalesce(sum(CASE WHEN score IS NOT NULL AND state <> 'withdrawn' THEN 1 ELSE 0 END), 0)
	FROM course_duty WHERE ($1 = 0 OR month = $1) AND substr(path, 1, length($2)) = $2;
-- name: figure_classes
SELECT count(*), coalesce(sum(CASE WHEN state = 'closed' THEN 1 ELSE 0 END), 0) FROM course
	WHERE substr(path, 1, length($1)) = $1 AND state <> 'cancelled' AND first_day >= $2 AND first_day <= $3;
