-- name: number
INSERT INTO course_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = course_number.n + 1 RETURNING n;
-- name: room_add
INSERT INTO course_room (unit_id, path, name, address, seats, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;
-- name: room_by_id
SELECT id, unit_id, path, name, address, seats, closed, created_at, ver FROM course_room WHERE id = $1;
-- name: room_list
SELECT id, unit_id, path, name, address, seats, closed, created_at, ver FROM course_room WHERE substr(path, 1, length($1)) = $1 ORDER BY closed, id LIMIT $2;
-- name: room_close
UPDATE course_room SET closed = $1, ver = ver + 1 WHERE id = $2 AND ver = $3;
-- name: room_who
SELECT c.id, c.number, s.from_min, s.to_min FROM course_session s JOIN course c ON c.id = s.course
	WHERE s.room = $1 AND s.day = $2 AND s.state = 'on' AND s.from_min < $4 AND s.to_min > $3 ORDER BY s.from_min, c.id LIMIT 1;
-- name: add
INSERT INTO course (ref, number, unit_id, path, room, state, seats, first_day, last_day, p_secret, created_by, created_at)
	VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11) RETURNING id;
-- name: session_add
INSERT INTO course_session (course, no, room, day, from_min, to_min) VALUES ($1, $2, $3, $4, $5, $6);
-- name: by_id
SELECT id, number, unit_id, path, room, state, seats, taken, first_day, last_day, reason, created_at, coalesce(ended_at, 0), ver FROM course WHERE id = $1;
-- name: sessions
SELECT day, from_min, to_min FROM course_session WHERE course = $1 ORDER BY no;
-- name: list
SELECT id, number, unit_id, path, room, state, seats, taken, first_day, last_day, reason, created_at, coalesce(ended_at, 0), ver FROM course
	WHERE (first_day > $1 OR (first_day = $1 AND id > $2)) AND substr(path, 1, length($3)) = $3 AND ($4 = '' OR state = $4) AND ($5 = 0 OR room = $5) AND first_day >= $6 AND
	($7 = 0 OR first_day <= $7) AND ($8 = 0 OR (taken < seats AND state = 'open' AND
	NOT EXISTS (SELECT 1 FROM course_session s WHERE s.course = course.id AND (s.day < $9 OR (s.day = $9 AND s.from_min <= $10))))) AND last_day >= $12 ORDER BY first_day, id LIMIT $11;
-- name: over
SELECT id, number, unit_id, path, room, state, seats, taken, first_day, last_day, reason, created_at, coalesce(ended_at, 0), ver FROM course
	WHERE state = 'open' AND last_day <= $1 AND NOT EXISTS (SELECT 1 FROM course_session s WHERE s.course = course.id AND (s.day > $1 OR (s.day = $1 AND s.to_min > $2)))
	ORDER BY id LIMIT $3;
-- name: end
UPDATE course SET state = $1, reason = $2, ended_at = $3, ver = ver + 1 WHERE id = $4 AND state = 'open' AND ver = $5 AND
	NOT EXISTS (SELECT 1 FROM course_seat s WHERE s.course = course.id AND s.state = 'held');
-- name: sessions_off
UPDATE course_session SET state = 'off' WHERE course = $1;
-- name: roll
SELECT d.id, d.rider, d.month, s.state, d.state, coalesce(d.score, -1), d.attempts FROM course_seat s JOIN course_duty d ON d.id = s.duty
	WHERE s.course = $1 AND s.state <> 'given' ORDER BY d.id LIMIT $2;
-- name: came_all
SELECT duty, no FROM course_attendance WHERE course = $1 ORDER BY duty, no;
-- name: counts
SELECT coalesce(sum(CASE WHEN s.state = 'given' THEN 0 ELSE 1 END), 0), coalesce(sum(CASE WHEN s.state = 'done' THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN s.state = 'done' AND d.state = 'passed' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN s.state = 'missed' THEN 1 ELSE 0 END), 0)
	FROM course_seat s JOIN course_duty d ON d.id = s.duty WHERE s.course = $1;
-- name: secret
SELECT ref, p_secret FROM course WHERE id = $1;
-- name: seat_try
UPDATE course_seat SET tries = CASE WHEN try_no = $3 THEN tries + 1 ELSE 1 END, try_no = $3 WHERE course = $1 AND duty = $2;
-- name: seat_tries
SELECT CASE WHEN try_no = $3 THEN tries ELSE 0 END FROM course_seat WHERE course = $1 AND duty = $2;
-- name: seal_secret
SELECT id, ref, p_secret FROM course WHERE id > $1 AND p_secret <> '' AND substr(p_secret, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_secret
UPDATE course SET p_secret = $1 WHERE id = $2 AND p_secret = $3;
-- name: count_secret
SELECT substr(p_secret, 1, 13), count(*) FROM course WHERE p_secret <> '' GROUP BY substr(p_secret, 1, 13);
