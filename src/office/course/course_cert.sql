-- name: number
INSERT INTO course_number (day, n) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET n = course_number.n + 1 RETURNING n;
-- name: add
INSERT INTO course_certificate (ref, number, duty, p_code, x_code, issued_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;
-- name: of
SELECT id, ref, number, duty, p_code, issued_at FROM course_certificate WHERE duty = $1;
-- name: by_code
SELECT duty FROM course_certificate WHERE x_code = $1;
-- name: film_add
INSERT INTO course_film (name, address, seconds, created_by, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;
-- name: film_retire
UPDATE course_film SET retired = 1 WHERE retired = 0;
-- name: film_now
SELECT id, name, address, seconds, retired, created_at FROM course_film WHERE retired = 0 ORDER BY id DESC LIMIT 1;
-- name: seal_code
SELECT id, ref, p_code FROM course_certificate WHERE id > $1 AND p_code <> '' AND substr(p_code, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_code
UPDATE course_certificate SET p_code = $1 WHERE id = $2 AND p_code = $3;
-- name: count_code
SELECT substr(p_code, 1, 13), count(*) FROM course_certificate WHERE p_code <> '' GROUP BY substr(p_code, 1, 13);
-- name: index_code
SELECT id, ref, p_code, x_code FROM course_certificate WHERE id > $1 AND p_code <> '' ORDER BY id LIMIT $2;
-- name: reindex_code
UPDATE course_certificate SET x_code = $1 WHERE id = $2 AND p_code = $3;
